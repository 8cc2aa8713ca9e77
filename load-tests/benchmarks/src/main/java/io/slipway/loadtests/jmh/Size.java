// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.jmh;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** The tensors of the models that are measured: one row in, one row out. */
public enum Size {
  /** As small as they come. */
  IRIS(4, 3),
  MLP(512, 10),
  /** A picture of 224 by 224. */
  RESNET(3 * 224 * 224, 1000);

  private final int in;
  private final int out;

  Size(int in, int out) {
    this.in = in;
    this.out = out;
  }

  DataType datatype() {
    return DataType.FP32;
  }

  Shape inShape() {
    return Shape.of(1, in);
  }

  Shape outShape() {
    return Shape.of(1, out);
  }

  byte[] inputs() {
    return values(in);
  }

  byte[] outputs() {
    return values(out);
  }

  /**
   * The inputs with commas between them, as Java prints them: what the shortest exact form of a
   * float is.
   */
  String inputText() {
    StringBuilder text = new StringBuilder();
    ByteBuffer values = ByteBuffer.wrap(inputs()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < in; i++) {
      text.append(i == 0 ? "" : ",").append(values.getFloat());
    }
    return text.toString();
  }

  private static byte[] values(int count) {
    SplittableRandom random = new SplittableRandom(count);
    ByteBuffer values = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      values.putFloat(random.nextFloat());
    }
    return values.array();
  }
}
