// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.model;

import io.slipway.loadtests.load.ProtoBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * An ONNX model of a few operators on FP32 matrices with a free first dimension, written as
 * protobuf. For one thread; the numbers are those of onnx.proto.
 */
final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
  private final SplittableRandom random = new SplittableRandom(1);

  OnnxGraph node(String operator, String output, String... inputs) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    for (String input : inputs) {
      ProtoBytes.field(node, 1, input);
    }
    ProtoBytes.field(node, 2, output);
    ProtoBytes.field(node, 4, operator);
    ProtoBytes.field(graph, 1, node.toByteArray());
    return this;
  }

  /** Weights that keep what they are multiplied with about as large as it is. */
  OnnxGraph weights(String name, int... dims) {
    int count = 1;
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (int dim : dims) {
      ProtoBytes.field(tensor, 1, dim);
      count *= dim;
    }
    ByteBuffer values = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double scale = 1 / Math.sqrt(dims[0]);
    for (int i = 0; i < count; i++) {
      values.putFloat((float) (random.nextGaussian() * scale));
    }
    ProtoBytes.field(tensor, 2, FLOAT);
    ProtoBytes.field(tensor, 8, name);
    ProtoBytes.field(tensor, 9, values.array());
    ProtoBytes.field(graph, 5, tensor.toByteArray());
    return this;
  }

  OnnxGraph input(String name, int width) {
    ProtoBytes.field(graph, 11, valueInfo(name, width));
    return this;
  }

  OnnxGraph output(String name, int width) {
    ProtoBytes.field(graph, 12, valueInfo(name, width));
    return this;
  }

  void write(Path file) throws IOException {
    ProtoBytes.field(graph, 2, "benchmark");
    ByteArrayOutputStream opset = new ByteArrayOutputStream();
    ProtoBytes.field(opset, 2, OPSET);
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    ProtoBytes.field(model, 1, IR_VERSION);
    ProtoBytes.field(model, 7, graph.toByteArray());
    ProtoBytes.field(model, 8, opset.toByteArray());
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, model.toByteArray());
  }

  private static byte[] valueInfo(String name, int width) {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    ProtoBytes.field(batch, 2, "batch");
    ByteArrayOutputStream fixed = new ByteArrayOutputStream();
    ProtoBytes.field(fixed, 1, width);
    ByteArrayOutputStream shape = new ByteArrayOutputStream();
    ProtoBytes.field(shape, 1, batch.toByteArray());
    ProtoBytes.field(shape, 1, fixed.toByteArray());
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    ProtoBytes.field(tensor, 1, FLOAT);
    ProtoBytes.field(tensor, 2, shape.toByteArray());
    ByteArrayOutputStream type = new ByteArrayOutputStream();
    ProtoBytes.field(type, 1, tensor.toByteArray());
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    ProtoBytes.field(info, 1, name);
    ProtoBytes.field(info, 2, type.toByteArray());
    return info.toByteArray();
  }
}
