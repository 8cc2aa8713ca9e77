// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.kube.Kubeconfig;
import io.slipway.loadtests.load.Histogram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches that read what {@link ApiObjects#write} changes, each on a connection of its own. */
final class Watches implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final HttpClient client;
  private final List<InputStream> bodies = new ArrayList<>();

  /** Guards itself and {@link #failure}; told of each event. */
  private final Histogram latencies = new Histogram();

  private @Nullable IOException failure;
  private boolean closed;

  private Watches(HttpClient client) {
    this.client = client;
  }

  /** Returns when the API has answered each. */
  static Watches open(Kubeconfig access, int count, String resourceVersion)
      throws IOException, InterruptedException {
    Watches watches = new Watches(access.client());
    HttpRequest request =
        access.request(ApiObjects.PATH + "?watch=true&resourceVersion=" + resourceVersion).build();
    for (int i = 0; i < count; i++) {
      HttpResponse<InputStream> answer = watches.client.send(request, BodyHandlers.ofInputStream());
      watches.bodies.add(answer.body());
      if (answer.statusCode() != 200) {
        watches.close();
        throw new IOException("a watch is answered with " + answer.statusCode());
      }
      Thread.ofVirtual().start(() -> watches.read(answer.body()));
    }
    return watches;
  }

  /** The latencies of all events, once every watch has had as many. */
  Histogram awaitEach(int events) throws IOException, InterruptedException {
    long wanted = (long) events * bodies.size();
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    synchronized (latencies) {
      while (latencies.count() < wanted && failure == null) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new IOException(
              "the watches have %d events (expected: %d)".formatted(latencies.count(), wanted));
        }
        TimeUnit.NANOSECONDS.timedWait(latencies, left);
      }
      if (failure != null) {
        throw failure;
      }
      return latencies;
    }
  }

  private void read(InputStream body) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        event(line, System.nanoTime());
      }
      failed(new IOException("a watch has ended"));
    } catch (IOException e) {
      failed(e);
    }
  }

  private void event(String line, long now) {
    int stamp = line.indexOf(ApiObjects.STAMP);
    if (stamp < 0) {
      return; // a bookmark
    }
    int begin = stamp + ApiObjects.STAMP.length();
    long sent = Long.parseLong(line.substring(begin, line.indexOf('"', begin)));
    synchronized (latencies) {
      latencies.add(now - sent);
      latencies.notifyAll();
    }
  }

  private void failed(IOException e) {
    synchronized (latencies) {
      if (!closed) {
        failure = e;
        latencies.notifyAll();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (latencies) {
      closed = true;
    }
    for (InputStream body : bodies) {
      body.close();
    }
    client.shutdownNow();
  }
}
