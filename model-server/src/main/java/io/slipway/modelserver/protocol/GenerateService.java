// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.codec.v2.BinaryOutputs;
import io.slipway.transport.codec.v2.GenerateRequest;
import io.slipway.transport.codec.v2.GenerateResponse;
import io.slipway.transport.codec.v2.InferenceHeader;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.RequestBody;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Triton's generate extension, and predictions that are answered by streams of events. */
final class GenerateService {
  private static final int EXPECTED_RESPONSE_BYTES = 256;

  private final Predictions predictions;
  private final V2Service v2;

  GenerateService(Predictions predictions, V2Service v2) {
    this.predictions = predictions;
    this.v2 = v2;
  }

  void answer(HttpExchange exchange, Scope scope, Route.OfGenerate asked) {
    if (exchange.head().headers().get(InferenceHeader.NAME) != null) {
      throw ServingException.invalid(
          InferenceHeader.NAME + " is given, but only JSON is taken here (expected: /infer)");
    }
    switch (asked) {
      case Route.Generate(String model, @Nullable String version) ->
          generate(exchange, scope, model, version);
      case Route.GenerateStream(String model, @Nullable String version) ->
          generate(new EventStreamExchange(exchange), scope, model, version);
      case Route.InferStream(String model, @Nullable String version) ->
          v2.infer(new EventStreamExchange(exchange), scope, model, version);
    }
  }

  private void generate(
      HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    ModelSignature signature =
        Objects.requireNonNull(scope.readyStatus(model, version).signature());
    predictions.predict(
        scope, Protocol.V2, exchange.body(), new GenerateCall(exchange, model, version, signature));
  }

  private record GenerateCall(
      HttpExchange exchange, String model, @Nullable String version, ModelSignature signature)
      implements Predictions.Call {
    @Override
    public HttpHeaders headers() {
      return exchange.head().headers();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      InferenceRequest request = GenerateRequest.decode(model, version, body, signature, allocator);
      try {
        if (BinaryOutputs.of(request).byDefault()) {
          throw ServingException.invalid(
              "binary_data_output: answers are JSON here (expected: /infer for binary data)");
        }
        return request;
      } catch (RuntimeException | Error e) {
        request.close();
        throw e;
      }
    }

    @Override
    public void succeed(InferenceResponse response) {
      exchange.respond(
          HttpResponse.json(
              200,
              Answers.write(
                  out -> GenerateResponse.encode(response, out), EXPECTED_RESPONSE_BYTES)));
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
