// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The streaming methods of a {@link TestServer}: {@code /test/EchoStream}, {@code
 * /test/LaterStream} (echoes from another thread), {@code /test/SizeStream} (answers of the size
 * that a message names), {@code /test/ThrowStream} (each message is a failure), {@code
 * /test/HeldStream} (the test does everything).
 */
final class StreamingMethods {
  /** A call that the test answers, with what its receiver was told. */
  static final class HeldStream implements GrpcStreamingMethod.Receiver {
    final GrpcStreamingCall call;
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final AtomicInteger received = new AtomicInteger();
    final AtomicBoolean ended = new AtomicBoolean();
    final AtomicBoolean drained = new AtomicBoolean();
    final CountDownLatch cancelled = new CountDownLatch(1);

    HeldStream(GrpcStreamingCall call) {
      this.call = call;
      call.onCancel(cancelled::countDown);
    }

    @Override
    public void message(RequestBody message) {
      received.incrementAndGet();
      messages.add(text(message));
    }

    @Override
    public void end() {
      ended.set(true);
    }

    @Override
    public void drain() {
      drained.set(true);
    }

    boolean isCancelled() throws InterruptedException {
      return cancelled.await(20, TimeUnit.SECONDS);
    }
  }

  /** Answers each message, with so many in flight. */
  private abstract static class Answering implements GrpcStreamingMethod.Receiver {
    final GrpcStreamingCall call;

    Answering(GrpcStreamingCall call, int inFlight) {
      this.call = call;
      call.request(inFlight);
    }

    @Override
    public void end() {
      call.finish();
    }

    @Override
    public void drain() {
      call.fail(new ServingException(ErrorCode.UNAVAILABLE, "stopping"));
    }
  }

  private final BlockingQueue<HeldStream> held = new LinkedBlockingQueue<>();

  /** Waits for a call of {@code /test/HeldStream}. */
  HeldStream held() throws InterruptedException {
    return held.take();
  }

  @Nullable GrpcStreamingMethod method(String path) {
    return switch (path) {
      case "/test/EchoStream" -> StreamingMethods::echo;
      case "/test/LaterStream" -> StreamingMethods::later;
      case "/test/SizeStream" -> StreamingMethods::sizes;
      case "/test/ThrowStream" -> StreamingMethods::failing;
      case "/test/RefuseStream" ->
          _ -> {
            throw new ServingException(ErrorCode.UNAVAILABLE, "no streams today");
          };
      case "/test/HeldStream" ->
          call -> {
            HeldStream stream = new HeldStream(call);
            held.add(stream);
            return stream;
          };
      default -> null;
    };
  }

  private static GrpcStreamingMethod.Receiver echo(GrpcStreamingCall call) {
    return new Answering(call, 1) {
      @Override
      public void message(RequestBody message) {
        call.send(copy(message));
        call.request(1);
      }
    };
  }

  private static GrpcStreamingMethod.Receiver later(GrpcStreamingCall call) {
    return new Answering(call, 4) {
      private final Executor inOrder =
          Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

      @Override
      public void message(RequestBody message) {
        message.retain();
        inOrder.execute(() -> {
          try (message) {
            call.send(copy(message));
          }
          call.request(1);
        });
      }

      @Override
      public void end() {
        inOrder.execute(call::finish);
      }
    };
  }

  private static GrpcStreamingMethod.Receiver sizes(GrpcStreamingCall call) {
    return new Answering(call, 1) {
      @Override
      public void message(RequestBody message) {
        int size = Integer.parseInt(text(message));
        OutputBuffer answer = OutputBuffer.allocate(size);
        answer.writeBytes(new byte[size]);
        call.send(answer);
        call.request(1);
      }
    };
  }

  private static GrpcStreamingMethod.Receiver failing(GrpcStreamingCall call) {
    return new Answering(call, 1) {
      @Override
      public void message(RequestBody message) {
        call.send(copy(message));
        throw new ServingException(ErrorCode.CONFLICT, "not this: " + text(message));
      }
    };
  }

  private static String text(RequestBody message) {
    return new String(message.copy(0, message.size()), StandardCharsets.UTF_8);
  }

  private static OutputBuffer copy(RequestBody body) {
    OutputBuffer output = OutputBuffer.allocate(Math.max(1, body.size()));
    output.writeBytes(body.bytes());
    return output;
  }
}
