// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Amazon SageMaker asks of a container: whether it is there, and predictions. A prediction is
 * for the only model there is, or for the one that a header names; its body is one of v1 or v2, as
 * it shows, or of v2 with binary tensors as Triton has it there.
 */
final class SageMakerService {
  private static final String TARGET_MODEL = "x-amzn-sagemaker-target-model";
  private static final BinaryFraming FRAMING = new SageMakerFraming();

  private final Predictions predictions;
  private final V1Service v1;
  private final V2Service v2;
  private final BooleanSupplier accepting;

  SageMakerService(Predictions predictions, V1Service v1, V2Service v2, BooleanSupplier accepting) {
    this.predictions = predictions;
    this.v1 = v1;
    this.v2 = v2;
    this.accepting = accepting;
  }

  void answer(HttpExchange exchange, Scope scope, Route.SageMaker asked) {
    switch (asked) {
      case Route.SageMaker.Ping() ->
          exchange.respond(
              HttpResponse.empty(accepting.getAsBoolean() && scope.ready() ? 200 : 503));
      case Route.SageMaker.Invocations() -> invoke(exchange, scope);
    }
  }

  private void invoke(HttpExchange exchange, Scope scope) {
    String model = model(exchange.head().headers(), scope);
    scope.readyStatus(model, null);
    predictions.predict(
        scope, Protocol.V2, exchange.body(), new Invocation(exchange, scope, model));
  }

  private static String model(HttpHeaders headers, Scope scope) {
    String named = headers.get(TARGET_MODEL);
    if (named != null) {
      return named;
    }
    List<String> models = Descriptions.modelNames(scope);
    if (models.size() != 1) {
      throw ServingException.invalid(
          "there are %d models (expected: one, or the header %s with the name of one)"
              .formatted(models.size(), TARGET_MODEL));
    }
    return models.getFirst();
  }

  /** Whether the body is a v1 request: it has instances, or inputs that are no tensors of v2. */
  private static boolean isV1(RequestBody body) {
    JsonReader json = new JsonReader(body.copy(0, body.size()), 0, body.size());
    if (json.peek() != JsonReader.Kind.OBJECT) {
      return false;
    }
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (key.equals("instances")) {
        return true;
      }
      if (key.equals("inputs")) {
        return !areTensors(json);
      }
      json.skipValue();
    }
    return false;
  }

  private static boolean areTensors(JsonReader json) {
    if (json.peek() != JsonReader.Kind.ARRAY) {
      return false;
    }
    json.beginArray();
    if (!json.nextElement()) {
      return true;
    }
    if (json.peek() != JsonReader.Kind.OBJECT) {
      return false;
    }
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (key.equals("datatype")) {
        return true;
      }
      json.skipValue();
    }
    return false;
  }

  /** A call whose protocol is found when its body is looked at. */
  private final class Invocation implements Predictions.Call {
    private final HttpExchange exchange;
    private final Scope scope;
    private final String model;
    private Predictions.@Nullable Call call;

    Invocation(HttpExchange exchange, Scope scope, String model) {
      this.exchange = exchange;
      this.scope = scope;
      this.model = model;
    }

    @Override
    public HttpHeaders headers() {
      return exchange.head().headers();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      Predictions.Call found =
          FRAMING.jsonLength(headers()) == null && isV1(body)
              ? v1.call(exchange, scope, model, null)
              : v2.call(exchange, scope, model, null, FRAMING);
      call = found;
      return found.decode(body, allocator);
    }

    @Override
    public void succeed(InferenceResponse response) {
      if (call == null) {
        throw new IllegalStateException("an answer to a request that was not decoded");
      }
      call.succeed(response);
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
