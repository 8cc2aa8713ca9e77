// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The resident memory of a server once a second, until it is closed. */
final class MemoryWatch implements AutoCloseable {
  private final List<Double> megabytes = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;

  MemoryWatch(ServerProcess server) {
    thread = Thread.ofVirtual().start(() -> watch(server));
  }

  /** In MB, in order; after it was closed. */
  List<Double> megabytes() {
    return List.copyOf(megabytes);
  }

  /**
   * How much the last third is above the second one, as a part of it: the first has what a server
   * takes when it first meets a load. Pure.
   */
  static double growth(List<Double> samples) {
    int third = samples.size() / 3;
    if (third == 0) {
      return Double.NaN;
    }
    double before = Spread.of(samples.subList(third, 2 * third)).max();
    return Spread.of(samples.subList(2 * third, samples.size())).max() / before - 1;
  }

  private void watch(ServerProcess server) {
    try {
      do {
        megabytes.add(server.residentBytes() / 1e6);
      } while (!end.await(1, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("the server is gone", e);
    }
  }

  @Override
  public void close() {
    end.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
