// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A body that is read by a blocking loop which gives up when nothing comes: the JDK's own stream
 * waits forever once the head of the answer is there. One reader; closing it ends the exchange.
 */
final class HttpBody implements HttpResponse.BodySubscriber<HttpBody>, AutoCloseable {
  private final Duration stallTimeout;

  /** Holds at most the one list that was requested, and the end. */
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  HttpBody(Duration stallTimeout) {
    this.stallTimeout = stallTimeout;
  }

  private sealed interface Signal {
    record Bytes(List<ByteBuffer> buffers) implements Signal {}

    record End() implements Signal {}

    record Failed(Throwable cause) implements Signal {}
  }

  /**
   * The next bytes; empty at the end.
   *
   * @throws IOException if the connection fails, or nothing comes for too long
   */
  List<ByteBuffer> next() throws IOException, InterruptedException {
    subscription.join().request(1);
    Signal signal = signals.poll(stallTimeout.toNanos(), TimeUnit.NANOSECONDS);
    return switch (signal) {
      case null ->
          throw new HttpTimeoutException("nothing came for " + stallTimeout.toMillis() + " ms");
      case Signal.Bytes bytes -> bytes.buffers();
      case Signal.End _ -> List.of();
      case Signal.Failed failed -> throw new IOException(failed.cause());
    };
  }

  @Override
  public void close() {
    subscription.join().cancel();
  }

  @Override
  public CompletionStage<HttpBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Signal.Bytes(buffers));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new Signal.Failed(failure));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal.End());
  }
}
