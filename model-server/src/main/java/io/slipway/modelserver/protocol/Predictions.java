// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.modelserver.sharedmemory.SharedRegions;
import io.slipway.modelserver.trace.RequestTrace;
import io.slipway.modelserver.trace.Traces;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.RequestBody;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all protocols do alike with a prediction: decode small bodies at once and large ones off the
 * event loop, count and time it, and make sure that exactly one answer is sent whatever fails.
 * Thread-safe.
 */
public final class Predictions {
  private static final Logger log = LoggerFactory.getLogger(Predictions.class);

  /** Decoding this much JSON takes well under a millisecond; more would hold up the event loop. */
  static final int INLINE_DECODE_BYTES = 64 * 1024;

  private final TensorAllocator allocator;
  private final Executor largeBodies;
  private final LongSupplier nanoClock;
  private final ServerMetrics metrics;
  private final HeaderForwarding forwarding;
  private final @Nullable SharedRegions regions;
  private final @Nullable Traces traces;

  /**
   * @param largeBodies where bodies over {@link #INLINE_DECODE_BYTES} are decoded; the transport's
   *     limit on buffered bytes bounds how many there are
   * @param regions null if clients may not pass tensors through shared memory
   * @param traces null if no request is traced
   */
  public Predictions(
      TensorAllocator allocator,
      Executor largeBodies,
      LongSupplier nanoClock,
      ServerMetrics metrics,
      HeaderForwarding forwarding,
      @Nullable SharedRegions regions,
      @Nullable Traces traces) {
    this.allocator = allocator;
    this.largeBodies = largeBodies;
    this.nanoClock = nanoClock;
    this.metrics = metrics;
    this.forwarding = forwarding;
    this.regions = regions;
    this.traces = traces;
  }

  boolean offersSharedMemory() {
    return regions != null;
  }

  /** Null if shared memory is not offered. */
  @Nullable SharedRegions sharedRegions() {
    return regions;
  }

  /** Null if no request is traced. */
  @Nullable Traces traces() {
    return traces;
  }

  SharedMemoryService sharedMemoryService() {
    return new SharedMemoryService(regions, largeBodies);
  }

  /** Where to do what may block. */
  Executor blocking() {
    return largeBodies;
  }

  /** A protocol's side of one prediction. */
  interface Call {
    /** Whose prediction it is; null if only the body says that. */
    default @Nullable ModelId target() {
      return null;
    }

    /** The request's headers, or the call's metadata. */
    HttpHeaders headers();

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
    ModelId known = call.target();
    ServingException overload = known == null ? null : scope.endpoint().overload(known);
    if (overload != null) {
      prediction.refused(known, overload);
      return;
    }
    if (isSmall(body)) {
      prediction.begin(body);
      return;
    }
    body.retain();
    try {
      largeBodies.execute(() -> beginAndClose(prediction, body));
    } catch (RuntimeException | Error e) {
      body.close();
      throw e;
    }
  }

  /** One message of a stream over gRPC, after those that were given before with that order. */
  void predict(Scope scope, RequestBody message, Call call, StreamOrder order) {
    Prediction prediction = new Prediction(scope, Protocol.GRPC, call);
    if (order.isIdle() && isSmall(message)) {
      prediction.begin(message);
      return;
    }
    message.retain();
    order.add(() -> beginAndClose(prediction, message), largeBodies);
  }

  private static void beginAndClose(Prediction prediction, RequestBody body) {
    try (body) {
      prediction.begin(body);
    }
  }

  private boolean isSmall(RequestBody body) {
    return body.size() <= INLINE_DECODE_BYTES && !copiesMuch();
  }

  /** What the caller is told; a fault of ours leaves its stack in the log. */
  private static ServingException seen(Throwable failure) {
    if (!(failure instanceof ServingException)) {
      log.error("a prediction failed", failure);
    }
    return ServingException.from(failure);
  }

  /** Whether a small body may name so much shared memory that its copy holds up the event loop. */
  private boolean copiesMuch() {
    return regions != null && regions.largestBytes() > INLINE_DECODE_BYTES;
  }

  /** One prediction under way. */
  private final class Prediction implements InferenceCallback {
    private final Scope scope;
    private final Protocol protocol;
    private final Call call;
    private final long begin = nanoClock.getAsLong();

    /** Null until the request is decoded, and if no such model is ready. */
    private @Nullable ModelId model;

    /** Null if this request is not traced. */
    private @Nullable RequestTrace trace;

    /** Null if all outputs are wanted as they are. */
    private @Nullable OutputForms forms;

    Prediction(Scope scope, Protocol protocol, Call call) {
      this.scope = scope;
      this.protocol = protocol;
      this.call = call;
    }

    void refused(@Nullable ModelId whose, ServingException overload) {
      model = whose;
      failed(overload);
    }

    void begin(RequestBody body) {
      InferenceRequest request;
      Deadline deadline;
      try {
        InferenceRequest decoded = ofVersion(call.decode(body, allocator));
        try {
          scope.requireSize(decoded.modelName(), body.size());
          deadline = deadline(decoded);
          if (OutputForms.concern(decoded.outputs())) {
            forms = OutputForms.of(decoded.outputs(), regions, labels(decoded));
          }
          request = traced(complete(decoded, deadline));
        } catch (RuntimeException | Error e) {
          decoded.close();
          throw e;
        }
      } catch (RuntimeException | Error e) { // nobody above this one answers, off the event loop
        failed(seen(e));
        return;
      }
      Cancellable work =
          deadline.bounded()
              ? inferUntil(deadline, request)
              : scope.endpoint().infer(request, this);
      // NONE is asked, not the work: a record's equals the JVM would make at the first request.
      if (!Cancellable.NONE.equals(work)) {
        call.onCancel(forms == null ? work::cancel : () -> abandon(work));
      }
    }

    /** Where requests are split among versions, this one goes to one of them from here on. */
    private InferenceRequest ofVersion(InferenceRequest request) {
      String asked = request.modelVersion();
      String chosen =
          asked == null || asked.isEmpty() ? scope.catalog().choose(request.modelName()) : null;
      return chosen == null ? request : request.withModelVersion(chosen);
    }

    private Classification.@Nullable Labels labels(InferenceRequest request) {
      ModelSignature signature =
          scope
              .catalog()
              .model(request.modelName(), request.modelVersion())
              .map(ModelStatus::signature)
              .orElse(null);
      return signature == null || signature.labels().isEmpty() ? null : signature::label;
    }

    /** Finds out whose request it is, and whether it is one to be traced. */
    private InferenceRequest traced(InferenceRequest request) {
      ModelId found =
          scope
              .catalog()
              .model(request.modelName(), request.modelVersion())
              .filter(ModelStatus::ready)
              .map(ModelStatus::id)
              .orElse(null);
      model = found;
      RequestTrace sampled =
          traces == null || found == null ? null : traces.sample(scope.namespace(), found, request);
      if (sampled == null) {
        return request;
      }
      trace = sampled;
      sampled.passed(grpc() ? "GRPC_WAITREAD_END" : "HTTP_RECV_END", begin);
      sampled.passed("REQUEST_START", nanoClock.getAsLong());
      sampled.inputs(request.inputs());
      return request.withWatch(sampled);
    }

    private boolean grpc() {
      return protocol == Protocol.GRPC;
    }

    private void abandon(Cancellable work) {
      if (forms != null) {
        forms.abandon();
      }
      work.cancel();
    }

    /** The deadline that is for us to keep: over gRPC, the transport keeps the call's own. */
    private Deadline deadline(InferenceRequest request) {
      HttpHeaders headers = protocol == Protocol.GRPC ? null : call.headers();
      return RequestDeadline.of(request.parameters(), headers, begin);
    }

    private InferenceRequest complete(InferenceRequest decoded, Deadline deadline) {
      InferenceRequest request = decoded;
      if (deadline.bounded()) {
        request = request.withDeadline(request.deadline().earlier(deadline));
      }
      if (forwarding.concerns(protocol)) {
        request = forwarding.addTo(request, protocol, call.headers());
      }
      return request;
    }

    private Cancellable inferUntil(Deadline deadline, InferenceRequest request) {
      ExpiringCallback callback = new ExpiringCallback(this);
      Cancellable work = scope.endpoint().infer(request, callback);
      callback.watch(work, deadline.nanoTime() - nanoClock.getAsLong());
      return work;
    }

    @Override
    public void succeeded(InferenceResponse response) {
      try (InferenceResponse answer = formed(response)) {
        call.succeed(answer);
      } catch (RuntimeException | Error e) {
        failed(seen(e));
        return;
      }
      closeForms();
      if (trace != null) {
        trace.end();
      }
      metrics.succeeded(
          scope.namespace(),
          scope.service(),
          new ModelId(response.modelName(), response.modelVersion()),
          protocol,
          nanoClock.getAsLong() - begin);
    }

    private InferenceResponse formed(InferenceResponse response) {
      RequestTrace ending = trace;
      if (ending != null) {
        try {
          ending.passed(RequestTrace.END, nanoClock.getAsLong());
          ending.outputs(response.outputs());
        } catch (RuntimeException | Error e) {
          response.close();
          throw e;
        }
      }
      InferenceResponse answer = forms == null ? response : forms.apply(response);
      if (ending != null) {
        ending.passed(grpc() ? "GRPC_SEND_START" : "HTTP_SEND_START", nanoClock.getAsLong());
      }
      return answer;
    }

    private void closeForms() {
      if (forms != null) {
        forms.close();
      }
    }

    @Override
    public void failed(ServingException failure) {
      closeForms();
      if (trace != null) {
        trace.failed(nanoClock.getAsLong());
      }
      if (model == null) {
        metrics.unrouted(failure.code());
      } else {
        metrics.failed(scope.namespace(), scope.service(), model, protocol, failure.code());
      }
      call.fail(failure);
    }
  }

  /** The code of an endpoint that is known and not there. */
  static ServingException notImplemented(String message) {
    return new ServingException(ErrorCode.NOT_IMPLEMENTED, message);
  }
}
