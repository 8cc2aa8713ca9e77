// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A prediction of one FP32 tensor in the ways of the Open Inference Protocol.
 *
 * @param values in row-major order, as many as the shape says
 */
public record InferCalls(String model, String input, long[] shape, float[] values) {
  public InferCalls {
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "%d values for shape %s (expected: %d)"
              .formatted(values.length, Arrays.toString(shape), elements));
    }
    shape = shape.clone();
    values = values.clone();
  }

  /** With values from 0 to 1, always the same. */
  public static InferCalls random(String model, String input, long... shape) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new InferCalls(model, input, shape, values);
  }

  public Call json(InetSocketAddress address) {
    StringBuilder data = new StringBuilder();
    for (float value : values) {
      data.append(data.isEmpty() ? "" : ",").append(value);
    }
    String body =
        "{\"inputs\":[{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"FP32\",\"data\":[%s]}]}"
            .formatted(input, shapeText(), data);
    return Call.post(
        address,
        path(),
        Map.of("Content-Type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** With binary tensors, both ways. */
  public Call binary(InetSocketAddress address) {
    byte[] data = raw();
    byte[] header =
        ("{\"inputs\":[{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}],"
             + "\"parameters\":{\"binary_data_output\":true}}")
            .formatted(input, shapeText(), data.length)
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(header, header.length + data.length);
    System.arraycopy(data, 0, body, header.length, data.length);
    return Call.post(
        address,
        path(),
        Map.of(
            "Content-Type",
            "application/octet-stream",
            "Inference-Header-Content-Length",
            Integer.toString(header.length)),
        body);
  }

  /** ModelInfer with raw contents. */
  public Call grpc(InetSocketAddress address) {
    ByteArrayOutputStream dims = new ByteArrayOutputStream();
    for (long dim : shape) {
      ProtoBytes.varint(dims, dim);
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    ProtoBytes.field(tensor, 1, input);
    ProtoBytes.field(tensor, 2, "FP32");
    ProtoBytes.field(tensor, 3, dims.toByteArray());
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    ProtoBytes.field(request, 1, model);
    ProtoBytes.field(request, 5, tensor.toByteArray());
    ProtoBytes.field(request, 7, raw());
    return Call.unary(address, "/inference.GRPCInferenceService/ModelInfer", request.toByteArray());
  }

  private byte[] raw() {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private String path() {
    return "/v2/models/" + model + "/infer";
  }

  private String shapeText() {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
  }
}
