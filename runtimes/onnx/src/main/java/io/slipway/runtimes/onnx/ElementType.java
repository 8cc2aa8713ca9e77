// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.tensor.DataType;
import org.jspecify.annotations.Nullable;

/** {@code ONNXTensorElementDataType} of the C API, and what of it our protocols can carry. */
final class ElementType {
  private static final String[] NAMES = {
    "undefined",
    "float",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "int32",
    "int64",
    "string",
    "bool",
    "float16",
    "double",
    "uint32",
    "uint64",
    "complex64",
    "complex128",
    "bfloat16",
    "float8e4m3fn",
    "float8e4m3fnuz",
    "float8e5m2",
    "float8e5m2fnuz",
    "uint4",
    "int4",
    "float4e2m1",
    "uint2",
    "int2"
  };

  private ElementType() {}

  static int of(DataType datatype) {
    return switch (datatype) {
      case FP32 -> 1;
      case UINT8 -> 2;
      case INT8 -> 3;
      case UINT16 -> 4;
      case INT16 -> 5;
      case INT32 -> 6;
      case INT64 -> 7;
      case BYTES -> 8;
      case BOOL -> 9;
      case FP16 -> 10;
      case FP64 -> 11;
      case UINT32 -> 12;
      case UINT64 -> 13;
      case BF16 -> 16;
    };
  }

  /** Null if no protocol of ours has this type. */
  static @Nullable DataType datatype(int elementType) {
    for (DataType datatype : DataType.values()) {
      if (of(datatype) == elementType) {
        return datatype;
      }
    }
    return null;
  }

  /** As in ONNX's text form. */
  static String name(int elementType) {
    return elementType >= 0 && elementType < NAMES.length
        ? NAMES[elementType]
        : "type " + elementType;
  }
}
