// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protobuf message, field by field, also such as no client would send. */
public final class ProtoBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A {@code ModelInferRequest} for a model, without inputs yet. */
  public static ProtoBytes inferRequest(String model) {
    return new ProtoBytes().text(1, model);
  }

  /** An {@code InferInputTensor}; its contents are raw. */
  public static ProtoBytes tensor(String name, String datatype, long... shape) {
    ProtoBytes tensor = new ProtoBytes().text(1, name).text(2, datatype);
    for (long dim : shape) {
      tensor.number(3, dim);
    }
    return tensor;
  }

  public ProtoBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public ProtoBytes message(int field, ProtoBytes message) {
    return bytes(field, message.toByteArray());
  }

  public ProtoBytes bytes(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  public ProtoBytes number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
  }
}
