// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.store.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** Answers {@code watch}. */
final class WatchHandler implements AutoCloseable {
  private static final long SHORTEST_SECONDS = 1800;
  private static final List<String> STREAMED = List.of("application/json;stream=watch");

  private final ObjectReads reads;
  private final LongSupplier nanoTime;
  private final Set<Watch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  WatchHandler(ObjectReads reads, LongSupplier nanoTime) {
    this.reads = reads;
    this.nanoTime = nanoTime;
  }

  /**
   * @throws io.slipway.controlplane.apiserver.meta.ApiException NotAcceptable for YAML, in which
   *     there are no streams
   */
  ApiReply watch(ResourceCall call) {
    if (call.form().yaml()) {
      throw ApiErrors.notAcceptable(STREAMED);
    }
    ListOptions options = ListOptions.read(call.query(), true);
    ObjectReads.requireVersion(options);
    WatchRun run = new WatchRun(this, call, options, call.selection(options));
    return SocketAnswers.isAskedFor(call.call())
        ? SocketAnswers.watch(call.call(), run)
        : new ApiReply.Events(Replies.JSON, run);
  }

  ObjectReads reads() {
    return reads;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Not all watches that began together end together. */
  static Duration timeout(ListOptions options) {
    Duration said = options.timeout();
    return said != null && !said.isZero()
        ? said
        : Duration.ofSeconds(
            SHORTEST_SECONDS + ThreadLocalRandom.current().nextLong(SHORTEST_SECONDS));
  }

  void opened(Watch watch) {
    open.add(watch);
    if (closed) {
      watch.close();
    }
  }

  void ended(Watch watch) {
    open.remove(watch);
    watch.close();
  }

  /** Ends all watches, and those to come at once. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Watch::close);
  }
}
