// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.predict;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.grpc.InferResponseMessage;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.codec.v2.BinaryOutputs;
import io.slipway.transport.codec.v2.V2RequestDecoder;
import io.slipway.transport.codec.v2.V2ResponseEncoder;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.memory.RequestBody;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Predictions over gRPC: a v2 JSON request in, the v2 JSON answer out. */
public final class GrpcPrediction implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 1 << 30;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final PooledTensorAllocator allocator = new PooledTensorAllocator(MAX_MESSAGE_BYTES);
  private final GrpcClient client;
  private final @Nullable String authorization;

  private GrpcPrediction(GrpcClient client, @Nullable String authorization) {
    this.client = client;
    this.authorization = authorization;
  }

  /**
   * @throws ServingException UNAVAILABLE if nothing answers there
   */
  public static GrpcPrediction connect(InetSocketAddress server) {
    return new GrpcPrediction(
        GrpcClient.connect(server, null, MAX_MESSAGE_BYTES, CONNECT_TIMEOUT), null);
  }

  /**
   * @throws ServingException UNAVAILABLE if nothing answers there, or not as expected
   */
  public static GrpcPrediction connect(PredictionServer server) {
    return new GrpcPrediction(
        GrpcClient.connect(
            server.address(), null, MAX_MESSAGE_BYTES, CONNECT_TIMEOUT, server.tls()),
        server.authorization());
  }

  /**
   * @return the answer in JSON
   * @throws ServingException if the request is malformed, the answer takes too long, or the server
   *     refuses
   */
  public String ask(String namespace, String name, byte[] json, Duration timeout) {
    byte[] answer =
        client.call(
            InferenceMethod.MODEL_INFER.path(),
            metadata(namespace, name),
            message(name, json),
            timeout);
    try (RequestBody body = RequestBody.of(answer);
        InferenceResponse response = InferResponseMessage.decode(body, allocator);
        OutputBuffer out = OutputBuffer.allocate(1024)) {
      V2ResponseEncoder.encode(response, BinaryOutputs.NONE, out);
      return out.toUtf8();
    }
  }

  private Map<String, String> metadata(String namespace, String name) {
    return authorization == null
        ? Map.of("kserve-isvc-name", name, "kserve-isvc-namespace", namespace)
        : Map.of(
            "kserve-isvc-name",
            name,
            "kserve-isvc-namespace",
            namespace,
            "authorization",
            authorization);
  }

  private byte[] message(String name, byte[] json) {
    try (RequestBody body = RequestBody.of(json);
        InferenceRequest request =
            new V2RequestDecoder(null).decode(name, null, body, body.size(), allocator).request();
        OutputBuffer message = OutputBuffer.allocate(json.length)) {
      InferRequestMessage.encode(request, OutputContents.RAW, message);
      return message.toByteArray();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
