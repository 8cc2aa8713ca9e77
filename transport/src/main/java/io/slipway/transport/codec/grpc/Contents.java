// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.tensor.DataType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of {@code InferTensorContents}. */
enum Contents {
  BOOL_CONTENTS(1, ProtoReader.VARINT),
  INT_CONTENTS(2, ProtoReader.VARINT),
  INT64_CONTENTS(3, ProtoReader.VARINT),
  UINT_CONTENTS(4, ProtoReader.VARINT),
  UINT64_CONTENTS(5, ProtoReader.VARINT),
  FP32_CONTENTS(6, ProtoReader.FIXED32),
  FP64_CONTENTS(7, ProtoReader.FIXED64),
  BYTES_CONTENTS(8, ProtoReader.BYTES);

  private static final Contents[] VALUES = values();

  private final int field;
  private final int wireType;

  Contents(int field, int wireType) {
    this.field = field;
    this.wireType = wireType;
  }

  int field() {
    return field;
  }

  /** How a single element is written when it is not packed. */
  int wireType() {
    return wireType;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Contents ofField(int field) {
    for (Contents contents : VALUES) {
      if (contents.field == field) {
        return contents;
      }
    }
    return null;
  }

  /** Where a datatype's elements are; null for FP16 and BF16, which have no typed form. */
  static @Nullable Contents of(DataType datatype) {
    return switch (datatype) {
      case BOOL -> BOOL_CONTENTS;
      case INT8, INT16, INT32 -> INT_CONTENTS;
      case INT64 -> INT64_CONTENTS;
      case UINT8, UINT16, UINT32 -> UINT_CONTENTS;
      case UINT64 -> UINT64_CONTENTS;
      case FP32 -> FP32_CONTENTS;
      case FP64 -> FP64_CONTENTS;
      case BYTES -> BYTES_CONTENTS;
      case FP16, BF16 -> null;
    };
  }
}
