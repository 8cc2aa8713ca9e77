// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.codec.v1.V1Format;
import io.slipway.transport.codec.v1.V1Request;
import io.slipway.transport.codec.v1.V1RequestDecoder;
import io.slipway.transport.codec.v1.V1ResponseEncoder;
import io.slipway.transport.codec.v2.V2Documents;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.RequestBody;
import java.util.Objects;

/** KServe's v1 protocol, which is TensorFlow Serving's row and column formats. */
final class V1Service {
  private static final int EXPECTED_RESPONSE_BYTES = 256;

  private final Predictions predictions;

  V1Service(Predictions predictions) {
    this.predictions = predictions;
  }

  void models(HttpExchange exchange, Scope scope) {
    Answers.json(
        exchange, 200, buffer -> V2Documents.models(Descriptions.modelNames(scope), buffer));
  }

  void model(HttpExchange exchange, Scope scope, String model) {
    boolean ready = scope.status(model, null).ready();
    Answers.json(
        exchange, ready ? 200 : 503, buffer -> V2Documents.modelReady(model, ready, buffer));
  }

  void explain(Scope scope, String model) {
    scope.status(model, null);
    throw Predictions.notImplemented("model '" + model + "' has no explainer");
  }

  void predict(HttpExchange exchange, Scope scope, String model) {
    ModelStatus status = scope.readyStatus(model, null);
    predictions.predict(
        scope,
        Protocol.V1,
        exchange.body(),
        new PredictCall(exchange, status.id().name(), Objects.requireNonNull(status.signature())));
  }

  private static final class PredictCall implements Predictions.Call {
    private final HttpExchange exchange;
    private final String model;
    private final ModelSignature signature;
    private V1Format format = new V1Format.Column();

    PredictCall(HttpExchange exchange, String model, ModelSignature signature) {
      this.exchange = exchange;
      this.model = model;
      this.signature = signature;
    }

    @Override
    public HttpHeaders headers() {
      return exchange.head().headers();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      V1Request request =
          V1RequestDecoder.decode(model, null, body, signature, Deadline.NONE, allocator);
      format = request.format();
      return request.request();
    }

    @Override
    public void succeed(InferenceResponse response) {
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
