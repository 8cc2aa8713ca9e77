// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model of the measurement with one request and its expected answer, as {@code models.py} leaves
 * them: {@code meta.json}, {@code model.onnx} and {@code input_NAME.bin} and {@code
 * output_NAME.bin} with the elements in the order of this machine.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Sample(List<Named> inputs, List<Named> outputs) {
  private static final double TOLERANCE = 1e-3;

  /**
   * A tensor of the request or of the answer.
   *
   * @param sample its shape there
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Named(String name, String datatype, long[] sample) {
    OnnxJavaType type() {
      return switch (datatype) {
        case "FP32" -> OnnxJavaType.FLOAT;
        case "FP64" -> OnnxJavaType.DOUBLE;
        case "INT32" -> OnnxJavaType.INT32;
        case "INT64" -> OnnxJavaType.INT64;
        default ->
            throw new IllegalArgumentException(
                "datatype of " + name + ": " + datatype + " (expected: FP32, FP64, INT32, INT64)");
      };
    }

    double element(ByteBuffer bytes, int index) {
      return switch (type()) {
        case FLOAT -> bytes.getFloat(4 * index);
        case DOUBLE -> bytes.getDouble(8 * index);
        case INT32 -> bytes.getInt(4 * index);
        default -> bytes.getLong(8 * index);
      };
    }

    int elements() {
      long product = 1;
      for (long size : sample) {
        product *= size;
      }
      return Math.toIntExact(product);
    }
  }

  /** A tensor and the memory below it. */
  record Memory(OnnxTensor tensor, ByteBuffer bytes) {}

  static Sample read(Path model) throws IOException {
    return new ObjectMapper().readValue(model.resolve("meta.json").toFile(), Sample.class);
  }

  /** The request, in memory that is filled once. */
  Map<String, Memory> request(OrtEnvironment environment, Path model)
      throws IOException, OrtException {
    Map<String, Memory> tensors = new LinkedHashMap<>();
    for (Named input : inputs) {
      ByteBuffer bytes = direct(input);
      bytes.put(Files.readAllBytes(model.resolve("input_" + input.name() + ".bin"))).flip();
      tensors.put(input.name(), memory(environment, input, bytes));
    }
    return tensors;
  }

  /** Memory that the answer is written to. */
  Map<String, Memory> answer(OrtEnvironment environment) throws OrtException {
    Map<String, Memory> tensors = new LinkedHashMap<>();
    for (Named output : outputs) {
      tensors.put(output.name(), memory(environment, output, direct(output)));
    }
    return tensors;
  }

  /**
   * @throws IllegalStateException if an element is not the expected one
   */
  void check(Map<String, Memory> answer, Path model) throws IOException {
    for (Named output : outputs) {
      ByteBuffer expected =
          ByteBuffer.wrap(Files.readAllBytes(model.resolve("output_" + output.name() + ".bin")))
              .order(ByteOrder.nativeOrder());
      Memory actual = answer.get(output.name());
      for (int i = 0; i < output.elements(); i++) {
        double wanted = output.element(expected, i);
        double found = actual == null ? Double.NaN : output.element(actual.bytes(), i);
        if (!(Math.abs(wanted - found) <= TOLERANCE)) {
          throw new IllegalStateException(
              "element %d of %s: %s (expected: %s)".formatted(i, output.name(), found, wanted));
        }
      }
    }
  }

  private static ByteBuffer direct(Named tensor) {
    return ByteBuffer.allocateDirect(tensor.elements() * tensor.type().size)
        .order(ByteOrder.nativeOrder());
  }

  private static Memory memory(OrtEnvironment environment, Named tensor, ByteBuffer bytes)
      throws OrtException {
    return new Memory(
        OnnxTensor.createTensor(environment, bytes, tensor.sample(), tensor.type()), bytes);
  }
}
