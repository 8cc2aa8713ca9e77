// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.memory.RequestBody;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all protocols do alike with a prediction: decode small bodies at once and large ones off the
 * event loop, count and time it, and make sure that exactly one answer is sent whatever fails.
 * Thread-safe.
 */
public final class Predictions {
  /** Decoding this much JSON takes well under a millisecond; more would hold up the event loop. */
  static final int INLINE_DECODE_BYTES = 64 * 1024;

  private final TensorAllocator allocator;
  private final Executor largeBodies;
  private final LongSupplier nanoClock;
  private final ServerMetrics metrics;

  /**
   * @param largeBodies where bodies over {@link #INLINE_DECODE_BYTES} are decoded; the transport's
   *     limit on buffered bytes bounds how many there are
   */
  public Predictions(
      TensorAllocator allocator,
      Executor largeBodies,
      LongSupplier nanoClock,
      ServerMetrics metrics) {
    this.allocator = allocator;
    this.largeBodies = largeBodies;
    this.nanoClock = nanoClock;
    this.metrics = metrics;
  }

  /** A protocol's side of one prediction. */
  interface Call {
    /**
     * @throws ServingException if the body is not a valid request
     */
    InferenceRequest decode(RequestBody body, TensorAllocator allocator);

    /**
     * Sends the answer; does not keep {@code response}.
     *
     * @throws ServingException if the answer can't be written in the way that was asked for;
     *     nothing has been sent then
     */
    void succeed(InferenceResponse response);

    void fail(ServingException failure);

    /** Where to leave what stops the work when the caller goes away. */
    void onCancel(Runnable action);
  }

  void predict(Scope scope, Protocol protocol, RequestBody body, Call call) {
    Prediction prediction = new Prediction(scope, protocol, call);
    if (body.size() <= INLINE_DECODE_BYTES) {
      prediction.begin(body);
      return;
    }
    body.retain();
    largeBodies.execute(() -> {
      try (body) {
        prediction.begin(body);
      }
    });
  }

  /** One prediction under way. */
  private final class Prediction implements InferenceCallback {
    private final Scope scope;
    private final Protocol protocol;
    private final Call call;
    private final long begin = nanoClock.getAsLong();

    /** Null until the request is decoded, and if no such model is ready. */
    private @Nullable ModelId model;

    Prediction(Scope scope, Protocol protocol, Call call) {
      this.scope = scope;
      this.protocol = protocol;
      this.call = call;
    }

    void begin(RequestBody body) {
      InferenceRequest request;
      try {
        request = call.decode(body, allocator);
      } catch (RuntimeException e) {
        failed(ServingException.from(e));
        return;
      }
      model =
          scope
              .catalog()
              .model(request.modelName(), request.modelVersion())
              .filter(ModelStatus::ready)
              .map(ModelStatus::id)
              .orElse(null);
      Cancellable work = scope.endpoint().infer(request, this);
      if (!work.equals(Cancellable.NONE)) {
        call.onCancel(work::cancel);
      }
    }

    @Override
    public void succeeded(InferenceResponse response) {
      try (response) {
        call.succeed(response);
      } catch (RuntimeException e) {
        failed(ServingException.from(e));
        return;
      }
      metrics.succeeded(
          scope.namespace(),
          new ModelId(response.modelName(), response.modelVersion()),
          protocol,
          nanoClock.getAsLong() - begin);
    }

    @Override
    public void failed(ServingException failure) {
      if (model == null) {
        metrics.unrouted(failure.code());
      } else {
        metrics.failed(scope.namespace(), model, protocol, failure.code());
      }
      call.fail(failure);
    }
  }

  /** The code of an endpoint that is known and not there. */
  static ServingException notImplemented(String message) {
    return new ServingException(ErrorCode.NOT_IMPLEMENTED, message);
  }
}
