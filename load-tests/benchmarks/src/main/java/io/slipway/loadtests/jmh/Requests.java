// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.jmh;

import io.netty.buffer.PooledByteBufAllocator;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Bodies as a socket would have filled them: pooled native memory. The caller closes them. */
final class Requests {
  private Requests() {}

  static RequestBody v2Json(Size size) {
    return body(
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,%d],\"datatype\":\"FP32\",\"data\":[%s]}]}"
            .formatted(size.inShape().dim(1), size.inputText())
            .getBytes(StandardCharsets.UTF_8));
  }

  static RequestBody v1Json(Size size) {
    return body(
        "{\"instances\":[[%s]]}".formatted(size.inputText()).getBytes(StandardCharsets.UTF_8));
  }

  /** The JSON in front of the binary data. */
  static String v2BinaryHeader(Size size) {
    return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,%d],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}]}"
        .formatted(size.inShape().dim(1), size.inputs().length);
  }

  static RequestBody v2Binary(Size size) {
    byte[] header = v2BinaryHeader(size).getBytes(StandardCharsets.UTF_8);
    return RequestBody.wrap(
        PooledByteBufAllocator.DEFAULT
            .directBuffer(header.length + size.inputs().length)
            .writeBytes(header)
            .writeBytes(size.inputs()));
  }

  static RequestBody grpc(Size size) {
    NamedTensor input =
        new NamedTensor("x", Tensor.ofHeap(size.datatype(), size.inShape(), size.inputs()));
    try (InferenceRequest request =
            new InferenceRequest(
                "m", null, null, Map.of(), List.of(input), List.of(), Deadline.NONE);
        OutputBuffer out = OutputBuffer.allocate(1024)) {
      InferRequestMessage.encode(request, OutputContents.RAW, out);
      return body(out.toByteArray());
    }
  }

  private static RequestBody body(byte[] bytes) {
    return RequestBody.wrap(
        PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes));
  }
}
