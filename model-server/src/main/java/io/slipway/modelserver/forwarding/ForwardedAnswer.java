// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way back: a short one of known length at once, others in parts as they come, no
 * faster than the client takes them.
 */
final class ForwardedAnswer implements Flow.Subscriber<List<ByteBuffer>> {
  /** Up to here an answer is kept until it is whole. */
  private static final long WHOLE_BYTES = 256 << 10;

  private final HttpExchange exchange;
  private final HttpResponse head;
  private final Runnable end;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final @Nullable ByteArrayOutputStream whole;
  private final @Nullable ResponseStream parts;
  private Flow.@Nullable Subscription subscription;

  /**
   * @param length of the body, -1 if nobody knows
   * @param end run once, when all has come or nothing more will
   */
  ForwardedAnswer(HttpExchange exchange, HttpResponse head, long length, Runnable end) {
    this.exchange = exchange;
    this.head = head;
    this.end = end;
    if (length < 0 || length > WHOLE_BYTES) {
      this.whole = null;
      this.parts = exchange.respondInParts(head);
    } else {
      this.whole = new ByteArrayOutputStream((int) length);
      this.parts = null;
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    Runnable gone =
        () -> {
          subscription.cancel();
          end();
        };
    if (parts != null) {
      parts.onGone(gone);
    } else {
      exchange.onCancel(gone);
    }
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    ByteArrayOutputStream kept = whole;
    ResponseStream stream = parts;
    if (kept != null) {
      for (ByteBuffer each : item) {
        byte[] bytes = new byte[each.remaining()];
        each.get(bytes);
        kept.writeBytes(bytes);
      }
      more();
    } else if (stream != null) {
      stream.send(buffer(item));
      if (stream.unsent() < ResponseStream.ROOM_BYTES) {
        more();
      } else {
        stream.onRoom(this::more);
      }
    }
  }

  private void more() {
    Objects.requireNonNull(subscription, "subscription").request(1);
  }

  private static OutputBuffer buffer(List<ByteBuffer> item) {
    int size = 0;
    for (ByteBuffer each : item) {
      size += each.remaining();
    }
    OutputBuffer buffer = OutputBuffer.allocate(size);
    for (ByteBuffer each : item) {
      buffer.writeBytes(MemorySegment.ofBuffer(each));
    }
    return buffer;
  }

  @Override
  public void onError(Throwable failure) {
    if (parts != null) {
      parts.abort();
      end();
    } else if (ended.compareAndSet(false, true)) {
      end.run();
      exchange.respond(
          HttpResponse.failure(
              new ServingException(
                  ErrorCode.UNAVAILABLE, "the answer broke off: " + failure.getMessage())));
    }
  }

  @Override
  public void onComplete() {
    ByteArrayOutputStream kept = whole;
    if (parts != null) {
      parts.end();
      end();
    } else if (kept != null && ended.compareAndSet(false, true)) {
      end.run();
      OutputBuffer body = OutputBuffer.allocate(Math.max(16, kept.size()));
      body.writeBytes(kept.toByteArray());
      exchange.respond(new HttpResponse(head.status(), head.contentType(), head.headers(), body));
    }
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      end.run();
    }
  }
}
