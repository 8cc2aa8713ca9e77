// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.codec.cloudevents.CloudEvent;
import io.slipway.transport.codec.cloudevents.EventReplies;
import io.slipway.transport.codec.tfs.TfsDocuments;
import io.slipway.transport.codec.v1.V1Format;
import io.slipway.transport.codec.v1.V1Request;
import io.slipway.transport.codec.v1.V1RequestDecoder;
import io.slipway.transport.codec.v1.V1ResponseEncoder;
import io.slipway.transport.codec.v2.V2Documents;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** KServe's v1 protocol, which is TensorFlow Serving's row and column formats. */
final class V1Service {
  private static final int EXPECTED_RESPONSE_BYTES = 256;

  private final Predictions predictions;
  private final EventReplies eventReplies;

  V1Service(Predictions predictions, EventReplies eventReplies) {
    this.predictions = predictions;
    this.eventReplies = eventReplies;
  }

  void answer(HttpExchange exchange, Scope scope, Route.V1 asked) {
    switch (asked) {
      case Route.V1.Predict(String model, @Nullable String version) ->
          predict(exchange, scope, model, version);
      case Route.V1.Models() ->
          Answers.json(
              exchange, 200, buffer -> V2Documents.models(Descriptions.modelNames(scope), buffer));
      case Route.V1.Model(String model, @Nullable String version) ->
          model(exchange, scope, model, version);
      case Route.V1.Metadata(String model, @Nullable String version) ->
          metadata(exchange, scope, model, version);
      case Route.V1.Explain(String model, @Nullable String version) -> {
        scope.status(model, version);
        throw Predictions.notImplemented("model '" + model + "' has no explainer");
      }
      case Route.V1.Examples(String model, @Nullable String version) -> {
        scope.status(model, version);
        throw Predictions.notImplemented(
            "models here take tensors, not examples (expected: /v1/models/" + model + ":predict)");
      }
      case Route.V1.Labelled(String model, String label) -> {
        scope.status(model, null);
        throw new ServingException(
            ErrorCode.NOT_FOUND,
            "no version of model '%s' has the label '%s' (expected: /versions/ and a number)"
                .formatted(model, label));
      }
    }
  }

  private static void model(
      HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    boolean ready = scope.status(model, version).ready();
    List<ModelStatus> versions =
        version == null ? scope.catalog().versions(model) : List.of(scope.status(model, version));
    Answers.json(
        exchange, ready ? 200 : 503, buffer -> TfsDocuments.status(model, ready, versions, buffer));
  }

  private static void metadata(
      HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    ModelStatus status = scope.readyStatus(model, version);
    Answers.json(exchange, 200, buffer -> TfsDocuments.metadata(status, buffer));
  }

  void predict(HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    Scope chosen = scope.forRequest(model, version);
    predictions.predict(
        chosen, Protocol.V1, exchange.body(), call(exchange, chosen, model, version));
  }

  /**
   * @throws ServingException if there is no such model, or it does not answer now
   */
  Predictions.Call call(
      HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    ModelStatus status = scope.readyStatus(model, version);
    CloudEvent.Mode mode = CloudEvent.mode(exchange.head().headers());
    EventAnswer event = mode == null ? null : new EventAnswer(mode, eventReplies);
    return new PredictCall(exchange, status, version, event);
  }

  private static final class PredictCall implements Predictions.Call {
    private final HttpExchange exchange;
    private final ModelStatus status;
    private final @Nullable String version;

    /** Null unless the request is an event. */
    private final @Nullable EventAnswer event;

    private V1Format format = new V1Format.Column();

    PredictCall(
        HttpExchange exchange,
        ModelStatus status,
        @Nullable String version,
        @Nullable EventAnswer event) {
      this.exchange = exchange;
      this.status = status;
      this.version = version;
      this.event = event;
    }

    @Override
    public ModelId target() {
      return status.id();
    }

    @Override
    public HttpHeaders headers() {
      return exchange.head().headers();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      V1Request request =
          V1RequestDecoder.decode(
              status.id().name(),
              version,
              event == null ? body : event.open(headers(), body),
              Objects.requireNonNull(status.signature(), "signature"),
              Deadline.NONE,
              allocator);
      format = request.format();
      return request.request();
    }

    @Override
    public void succeed(InferenceResponse response) {
      if (event != null) {
        exchange.respond(
            event.response(
                status.id().name(), out -> V1ResponseEncoder.encode(response, format, out)));
        return;
      }
      exchange.respond(
          HttpResponse.json(
              200,
              Answers.write(
                  buffer -> V1ResponseEncoder.encode(response, format, buffer),
                  EXPECTED_RESPONSE_BYTES)));
    }

    @Override
    public void fail(ServingException failure) {
      Answers.error(exchange, failure);
    }

    @Override
    public void onCancel(Runnable action) {
      exchange.onCancel(action);
    }
  }
}
