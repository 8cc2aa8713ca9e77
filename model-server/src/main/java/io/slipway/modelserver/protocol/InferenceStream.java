// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.grpc.InferRequestMessage.Names;
import io.slipway.transport.codec.grpc.InferResponseMessage;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.codec.grpc.StreamInferMessages;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code ModelStreamInfer}. Its requests run at once, as many as may be in flight, and
 * are answered in the order in which they came: clients match answers by id or by their place.
 * Answers come from the models' workers, so what is known of the requests is guarded by this
 * object's lock.
 */
final class InferenceStream implements GrpcStreamingMethod.Receiver {
  private static final int MAX_IN_FLIGHT = 64;
  private static final int EXPECTED_RESPONSE_BYTES = 512;

  private final GrpcStreamingCall call;
  private final StreamScopes scopes;
  private final Predictions predictions;
  private final GrpcAnswers answers;
  private final boolean failuresEndTheCall;
  private final StreamOrder order = new StreamOrder();

  /** Those not yet answered, in their order. */
  private final Queue<Request> requests = new ArrayDeque<>();

  private boolean ended;
  private boolean draining;

  /** The call has its status, or nobody waits for it. */
  private boolean over;

  InferenceStream(
      GrpcStreamingCall call,
      StreamScopes scopes,
      Predictions predictions,
      GrpcAnswers answers,
      boolean failuresEndTheCall) {
    this.call = call;
    this.scopes = scopes;
    this.predictions = predictions;
    this.answers = answers;
    this.failuresEndTheCall = failuresEndTheCall;
  }

  void begin() {
    call.onCancel(this::cancel);
    call.request(MAX_IN_FLIGHT);
  }

  @Override
  public void message(RequestBody message) {
    PayloadTap tap = scopes.tap(call.metadata(), message);
    Request request = new Request(tap);
    synchronized (this) {
      if (over) {
        return;
      }
      requests.add(request);
    }
    predictions.predict(scopes.of(tap), message, request, order);
  }

  @Override
  public void end() {
    synchronized (this) {
      ended = true;
    }
    answer();
  }

  @Override
  public void drain() {
    synchronized (this) {
      draining = true;
    }
    answer();
  }

  /** Sends the answers that are next, and the status if they were the last. */
  private void answer() {
    int answered = 0;
    boolean last;
    boolean more;
    ServingException failure = null;
    synchronized (this) {
      for (Request next = requests.peek(); next != null && next.done(); next = requests.peek()) {
        requests.remove();
        if (next.failure != null) {
          failure = next.failure;
          break;
        }
        next.send();
        answered++;
      }
      last = !over && (failure != null || (requests.isEmpty() && (ended || draining)));
      over |= last;
      more = !draining;
    }
    if (last) {
      finish(failure);
    } else if (more && answered > 0) {
      call.request(answered);
    }
  }

  private void finish(@Nullable ServingException failure) {
    if (failure != null) {
      call.fail(failure);
      cancel();
    } else if (ended) {
      call.finish();
    } else {
      call.fail(new ServingException(ErrorCode.UNAVAILABLE, "the server is stopping"));
    }
  }

  /** Nobody waits any more: takes requests out of the queues. */
  private void cancel() {
    List<Runnable> cancellations = new ArrayList<>();
    synchronized (this) {
      over = true;
      for (Request request : requests) {
        if (!request.done() && request.cancellation != null) {
          cancellations.add(request.cancellation);
        }
        request.drop();
      }
      requests.clear();
    }
    cancellations.forEach(Runnable::run);
  }

  /** One request of the stream; its fields are guarded by the stream's lock. */
  private final class Request implements Predictions.Call {
    private final @Nullable PayloadTap tap;
    private Names names = Names.NONE;
    private OutputContents contents = OutputContents.RAW;
    private @Nullable OutputBuffer answer;
    private @Nullable ServingException failure;
    private @Nullable Runnable cancellation;

    Request(@Nullable PayloadTap tap) {
      this.tap = tap;
    }

    boolean done() {
      return answer != null || failure != null;
    }

    void send() {
      if (answer != null) {
        call.send(answer);
      }
      answer = null;
    }

    void drop() {
      if (answer != null) {
        answer.close();
      }
      answer = null;
    }

    @Override
    public HttpHeaders headers() {
      return call.metadata();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      InferRequestMessage.Decoded decoded;
      try {
        decoded =
            InferRequestMessage.decode(
                body, call.deadline(), allocator, predictions.sharedRegions(), answers.contents());
      } catch (ServingException e) {
        names = InferRequestMessage.names(body);
        throw e;
      }
      names = Names.of(decoded.request());
      contents = decoded.outputContents();
      return decoded.request();
    }

    @Override
    public void succeed(InferenceResponse response) {
      if (tap != null) {
        log(tap, response);
      }
      complete(
          Answers.write(
              out -> {
                switch (answers.dialect()) {
                  case TRITON -> StreamInferMessages.encode(response, contents, out);
                  case MLSERVER -> InferResponseMessage.encode(response, contents, out);
                }
              },
              EXPECTED_RESPONSE_BYTES),
          null);
    }

    /** In the form of a unary answer, whatever the dialect. */
    private void log(PayloadTap to, InferenceResponse response) {
      try (OutputBuffer message =
          Answers.write(
              out -> InferResponseMessage.encode(response, contents, out),
              EXPECTED_RESPONSE_BYTES)) {
        to.response(message, PayloadLogs.PROTOBUF, null);
      }
    }

    @Override
    public void fail(ServingException reason) {
      if (failuresEndTheCall) {
        complete(null, reason);
        return;
      }
      String message = String.valueOf(reason.getMessage());
      complete(
          Answers.write(
              out -> StreamInferMessages.encodeFailure(message, names, out),
              EXPECTED_RESPONSE_BYTES),
          null);
    }

    private void complete(@Nullable OutputBuffer result, @Nullable ServingException reason) {
      synchronized (InferenceStream.this) {
        answer = result;
        failure = reason;
        if (over) {
          drop();
          return;
        }
      }
      answer();
    }

    @Override
    public void onCancel(Runnable action) {
      synchronized (InferenceStream.this) {
        if (!over) {
          cancellation = action;
          return;
        }
      }
      action.run();
    }
  }
}
