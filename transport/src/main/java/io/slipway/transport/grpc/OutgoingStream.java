// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.RequestBody;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One call of another server. All but its {@link OutgoingCall} is on the event loop, and so is what
 * that asks for. A server is held back by its window as long as nobody takes its messages.
 */
final class OutgoingStream implements OutgoingCall {
  /** Fields of an answer that belong to the connection, or are told in another way. */
  private static final Set<String> OWN =
      Set.of(
          "content-type",
          "grpc-status",
          "grpc-message",
          "grpc-encoding",
          "grpc-accept-encoding",
          "connection",
          "te",
          "trailer",
          "transfer-encoding");

  private final EventLoop loop;
  private final Head head;
  private final Listener listener;
  private final GrpcMessageReader reader;

  /** What is to be sent once the call has begun. */
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  /** Messages that are here and were not requested yet. */
  private final Queue<RequestBody> unclaimed = new ArrayDeque<>();

  private @Nullable OutgoingHandler handler;
  private int streamId;
  private int requested;

  /** Bytes that the server's window has not got back. */
  private int held;

  private boolean begun;
  private @Nullable GrpcEnd end;
  private boolean over;

  OutgoingStream(
      EventLoop loop, Head head, Listener listener, BodyBudget budget, long maxMessageBytes) {
    this.loop = loop;
    this.head = head;
    this.listener = listener;
    this.reader = new GrpcMessageReader(budget, ByteBufAllocator.DEFAULT, maxMessageBytes, false);
  }

  boolean isOver() {
    return over;
  }

  Http2Headers head(String authority) {
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .path(head.path())
            .authority(authority)
            .add("te", "trailers")
            .add("content-type", "application/grpc");
    Deadline deadline = head.deadline();
    if (deadline.bounded()) {
      Duration left = Duration.ofNanos(Math.max(1, deadline.nanoTime() - System.nanoTime()));
      headers.add("grpc-timeout", GrpcTimeout.format(left));
    }
    for (Header field : head.metadata()) {
      headers.add(field.name(), field.value());
    }
    return headers;
  }

  void started(OutgoingHandler on, int id) {
    handler = on;
    streamId = id;
    listener.begun();
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  // What our side asks for.

  private void onLoop(Runnable action, Runnable otherwise) {
    if (loop.inEventLoop()) {
      action.run();
      return;
    }
    try {
      loop.execute(action);
    } catch (RejectedExecutionException _) {
      otherwise.run();
    }
  }

  @Override
  public void send(RequestBody message, Runnable sent) {
    message.retain();
    Runnable done =
        () -> {
          message.close();
          sent.run();
        };
    onLoop(() -> whenStarted(() -> write(message, done), done), done);
  }

  private void write(RequestBody message, Runnable done) {
    ByteBuf prefix = ByteBufAllocator.DEFAULT.buffer(GrpcMessageReader.PREFIX_BYTES);
    prefix.writeByte(0).writeInt(message.size());
    ByteBuf framed =
        Unpooled.wrappedBuffer(prefix, Unpooled.wrappedBuffer(message.bytes().asByteBuffer()));
    started().write(streamId, framed, false, done);
  }

  private OutgoingHandler started() {
    OutgoingHandler set = handler;
    if (set == null) {
      throw new IllegalStateException("the call has not begun");
    }
    return set;
  }

  private void whenStarted(Runnable action, Runnable otherwise) {
    if (over) {
      otherwise.run();
    } else if (handler != null) {
      action.run();
    } else {
      waiting.add(() -> whenStarted(action, otherwise));
    }
  }

  @Override
  public void end() {
    onLoop(
        () ->
            whenStarted(
                () -> started().write(streamId, Unpooled.EMPTY_BUFFER, true, () -> {}), () -> {}),
        () -> {});
  }

  @Override
  public void request(int messages) {
    onLoop(
        () -> {
          requested += messages;
          handOn();
        },
        () -> {});
  }

  @Override
  public void cancel() {
    onLoop(
        () -> {
          if (!over) {
            finish();
            if (handler != null) {
              handler.cancel(streamId);
            }
          }
        },
        () -> {});
  }

  // What the server sends.

  void headers(Http2Headers headers, boolean last) {
    CharSequence status = headers.get("grpc-status");
    CharSequence http = headers.status();
    if (status != null) {
      CharSequence message = headers.get("grpc-message");
      String text = message == null ? "" : GrpcStatusMessage.decode(message.toString());
      ended(new GrpcEnd(number(status), text, fields(headers)));
    } else if (http != null && number(http) != 200) {
      if (number(http) >= 200) { // else the answer is still to come
        fail(
            GrpcStatusCode.ofHttp(number(http)),
            "answered HTTP " + http + " without a gRPC status",
            false);
      }
    } else if (last) {
      fail(ErrorCode.INTERNAL, "ended the call without a status", false);
    } else if (!begun && !over) {
      begun = true;
      listener.metadata(fields(headers));
    }
  }

  private static int number(CharSequence text) {
    try {
      return Integer.parseInt(text, 0, text.length(), 10);
    } catch (NumberFormatException _) {
      return 2; // UNKNOWN, as gRPC's clients have it
    }
  }

  private static List<Header> fields(Http2Headers headers) {
    List<Header> fields = new ArrayList<>();
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      String name = each.getKey().toString();
      if (!name.startsWith(":") && !OWN.contains(name)) {
        fields.add(new Header(name, each.getValue().toString()));
      }
    }
    return fields;
  }

  /**
   * @return how many bytes the server's window gets back at once
   */
  int data(ByteBuf data, boolean last) {
    int size = data.readableBytes();
    if (over) {
      return size;
    }
    try {
      while (data.isReadable()) {
        if (reader.read(data)) {
          unclaimed.add(reader.take());
        }
      }
    } catch (ServingException e) {
      fail(e.code(), "answered what is not taken: " + e.getMessage(), false);
      started().cancel(streamId);
      return size;
    }
    handOn();
    if (last) {
      fail(ErrorCode.INTERNAL, "ended the call without a status", false);
    }
    if (unclaimed.isEmpty()) {
      return size;
    }
    held += size;
    return 0;
  }

  private void handOn() {
    while (requested > 0 && !unclaimed.isEmpty() && !over) {
      requested--;
      try (RequestBody message = unclaimed.remove()) {
        listener.message(message);
      }
    }
    if (unclaimed.isEmpty() && !over) {
      int back = held;
      held = 0;
      if (back > 0) {
        started().consumed(streamId, back);
      }
      tellEnd();
    }
  }

  private void ended(GrpcEnd how) {
    if (!reader.atBoundary()) {
      fail(ErrorCode.INTERNAL, "ended the call in the middle of a message", false);
      return;
    }
    end = how;
    handOn();
  }

  private void tellEnd() {
    GrpcEnd how = end;
    if (how != null) {
      finish();
      listener.ended(how);
    }
  }

  /** Nothing if it is over. */
  void fail(ErrorCode code, String reason, boolean unseen) {
    if (!over && end == null) {
      finish();
      listener.failed(new ServingException(code, reason), unseen && !begun);
    }
  }

  private void finish() {
    over = true;
    reader.discard();
    for (RequestBody each = unclaimed.poll(); each != null; each = unclaimed.poll()) {
      each.close();
    }
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run(); // which only says that it will never be sent
    }
  }
}
