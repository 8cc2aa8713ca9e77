// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.inprocess;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.slipway.controlplane.apiserver.answer.ApiReply.EventSink;
import io.slipway.controlplane.apiserver.answer.ApiReply.EventSource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Gives the parts of an answer to its consumer, each when that has asked for the next one. */
final class Delivery implements AsyncBody, EventSink {
  private final Consumer<List<ByteBuffer>> consumer;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Semaphore asked = new Semaphore(0);
  private volatile boolean cancelled;
  private volatile Runnable atEnd = () -> {};

  Delivery(Consumer<List<ByteBuffer>> consumer) {
    this.consumer = consumer;
  }

  /** Delivers all at once; returns when it has been asked for, or is not wanted. */
  void whole(byte[] body) throws InterruptedException {
    if (body.length == 0 || send(body)) {
      asked.acquire();
    }
    done.complete(null);
  }

  /** Delivers until the end, or until it is not wanted. */
  void events(EventSource source) throws InterruptedException {
    source.tell(this);
    done.complete(null);
  }

  /** Ends the body, unless it has ended. */
  void fail(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public boolean send(byte[] event) throws InterruptedException {
    asked.acquire();
    if (cancelled) {
      return false;
    }
    try {
      consumer.consume(List.of(ByteBuffer.wrap(event)), this);
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      done.completeExceptionally(e);
      return false;
    }
  }

  @Override
  public void onGone(Runnable action) {
    atEnd = action;
    if (cancelled) {
      action.run();
    }
  }

  @Override
  public void consume() {
    asked.release();
  }

  @Override
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void cancel() {
    cancelled = true;
    asked.release();
    atEnd.run();
    done.cancel(false);
  }
}
