// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import io.slipway.api.tensor.DataType;
import org.jspecify.annotations.Nullable;

/** TensorFlow's {@code DataType}, as far as tensors here have them. */
enum TfsType {
  DT_FLOAT(1, DataType.FP32, 5),
  DT_DOUBLE(2, DataType.FP64, 6),
  DT_INT32(3, DataType.INT32, 7),
  DT_UINT8(4, DataType.UINT8, 7),
  DT_INT16(5, DataType.INT16, 7),
  DT_INT8(6, DataType.INT8, 7),
  DT_STRING(7, DataType.BYTES, 8),
  DT_INT64(9, DataType.INT64, 10),
  DT_BOOL(10, DataType.BOOL, 11),
  DT_BFLOAT16(14, DataType.BF16, 13),
  DT_UINT16(17, DataType.UINT16, 7),
  DT_HALF(19, DataType.FP16, 13),
  DT_UINT32(22, DataType.UINT32, 16),
  DT_UINT64(23, DataType.UINT64, 17);

  private static final TfsType[] VALUES = values();

  private final int number;
  private final DataType datatype;
  private final int valueField;

  TfsType(int number, DataType datatype, int valueField) {
    this.number = number;
    this.datatype = datatype;
    this.valueField = valueField;
  }

  /** As on the wire. */
  int number() {
    return number;
  }

  DataType datatype() {
    return datatype;
  }

  /** The field of {@code TensorProto} that has the elements. */
  int valueField() {
    return valueField;
  }

  static TfsType of(DataType datatype) {
    for (TfsType type : VALUES) {
      if (type.datatype == datatype) {
        return type;
      }
    }
    throw new IllegalArgumentException(datatype + " has no type in TensorFlow");
  }

  /** Null for one that no tensor here has. */
  static @Nullable TfsType ofNumber(long number) {
    for (TfsType type : VALUES) {
      if (type.number == number) {
        return type;
      }
    }
    return null;
  }
}
