// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.codec.ModelMetadata;
import io.slipway.transport.codec.v2.BinaryOutputs;
import io.slipway.transport.codec.v2.InferenceHeader;
import io.slipway.transport.codec.v2.RawBinaryRequest;
import io.slipway.transport.codec.v2.V2Documents;
import io.slipway.transport.codec.v2.V2Request;
import io.slipway.transport.codec.v2.V2RequestDecoder;
import io.slipway.transport.codec.v2.V2ResponseEncoder;
import io.slipway.transport.codec.v2.V2ResponseEncoder.Encoded;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The v2 protocol (Open Inference Protocol) over HTTP. */
final class V2Service {
  private static final int EXPECTED_RESPONSE_BYTES = 512;

  private final Predictions predictions;
  private final V2RequestDecoder decoder;

  V2Service(Predictions predictions) {
    this.predictions = predictions;
    this.decoder = new V2RequestDecoder(predictions.sharedRegions());
  }

  void models(HttpExchange exchange, Scope scope) {
    Answers.json(
        exchange, 200, buffer -> V2Documents.models(Descriptions.modelNames(scope), buffer));
  }

  void modelMetadata(HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    ModelMetadata metadata = Descriptions.model(scope, model, version);
    Answers.json(exchange, 200, buffer -> V2Documents.modelMetadata(metadata, buffer));
  }

  void modelReady(HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    boolean ready = scope.status(model, version).ready();
    Answers.json(
        exchange, ready ? 200 : 503, buffer -> V2Documents.modelReady(model, ready, buffer));
  }

  void infer(HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    Scope chosen = scope.forRequest(model, version);
    predictions.predict(
        chosen,
        Protocol.V2,
        exchange.body(),
        call(exchange, chosen, model, version, BinaryFraming.BY_HEADER));
  }

  /**
   * @throws ServingException if there is no such model, or it does not answer now
   */
  Predictions.Call call(
      HttpExchange exchange,
      Scope scope,
      String model,
      @Nullable String version,
      BinaryFraming framing) {
    ModelStatus status = scope.readyStatus(model, version);
    return new InferCall(exchange, status, model, version, decoder, framing);
  }

  private static final class InferCall implements Predictions.Call {
    private final HttpExchange exchange;
    private final ModelStatus status;
    private final String model;
    private final @Nullable String version;
    private final V2RequestDecoder decoder;
    private final BinaryFraming framing;
    private BinaryOutputs binaryOutputs = BinaryOutputs.NONE;

    InferCall(
        HttpExchange exchange,
        ModelStatus status,
        String model,
        @Nullable String version,
        V2RequestDecoder decoder,
        BinaryFraming framing) {
      this.exchange = exchange;
      this.status = status;
      this.model = model;
      this.version = version;
      this.decoder = decoder;
      this.framing = framing;
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
      String header = framing.jsonLength(headers());
      int jsonLength = InferenceHeader.jsonLength(header, body.size());
      if (header != null && jsonLength == 0) {
        binaryOutputs = BinaryOutputs.ALL;
        return RawBinaryRequest.decode(
            model, version, body, Objects.requireNonNull(status.signature()), allocator);
      }
      V2Request request = decoder.decode(model, version, body, jsonLength, allocator);
      binaryOutputs = request.binaryOutputs();
      return request.request();
    }

    @Override
    public void succeed(InferenceResponse response) {
      OutputBuffer buffer = OutputBuffer.allocate(EXPECTED_RESPONSE_BYTES);
      Encoded encoded;
      try {
        encoded = V2ResponseEncoder.encode(response, binaryOutputs, buffer);
      } catch (RuntimeException | Error e) {
        buffer.close();
        throw e;
      }
      exchange.respond(
          encoded.hasBinaryOutputs()
              ? framing.response(encoded.jsonLength(), buffer)
              : HttpResponse.json(200, buffer));
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
