// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.predict;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A prediction over gRPC: a v2 JSON request in, the v2 JSON answer out. */
public final class GrpcPrediction {
  private static final long MAX_TENSOR_BYTES = 1L << 30;

  private GrpcPrediction() {}

  /**
   * @throws ServingException if the request is malformed, or the server is not there, takes too
   *     long or refuses
   */
  public static String ask(URI server, String namespace, String name, byte[] json, Duration timeout)
      throws IOException {
    PooledTensorAllocator allocator = new PooledTensorAllocator(MAX_TENSOR_BYTES);
    Map<String, String> metadata =
        Map.of("kserve-isvc-name", name, "kserve-isvc-namespace", namespace);
    InetSocketAddress address =
        new InetSocketAddress(server.getHost(), server.getPort() < 0 ? 80 : server.getPort());
    try (GrpcClient client = GrpcClient.connect(address);
        RequestBody answer =
            client.call(
                InferenceMethod.MODEL_INFER.path(),
                metadata,
                message(name, json, allocator),
                timeout);
        InferenceResponse response = InferResponseMessage.decode(answer, allocator);
        OutputBuffer out = OutputBuffer.allocate(1024)) {
      V2ResponseEncoder.encode(response, BinaryOutputs.NONE, out);
      return out.toUtf8();
    }
  }

  private static OutputBuffer message(String name, byte[] json, PooledTensorAllocator allocator) {
    try (RequestBody body = RequestBody.of(json);
        InferenceRequest request =
            V2RequestDecoder.decode(name, null, body, body.size(), Deadline.NONE, allocator)) {
      OutputBuffer message = OutputBuffer.allocate(json.length);
      try {
        InferRequestMessage.encode(request, OutputContents.RAW, message);
      } catch (RuntimeException e) {
        message.close();
        throw e;
      }
      return message;
    }
  }
}
