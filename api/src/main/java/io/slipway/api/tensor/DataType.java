// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The element types of the Open Inference Protocol (v2), plus BF16 as Triton has it. The constant's
 * name is the name on the wire.
 */
public enum DataType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /** Elements of any length; see {@link Tensor} for their layout. */
  BYTES(-1);

  private final int byteSize;

  DataType(int byteSize) {
    this.byteSize = byteSize;
  }

  /** Bytes per element, or -1 for {@link #BYTES}. */
  public int byteSize() {
    return byteSize;
  }

  public boolean isFixedSize() {
    return byteSize > 0;
  }

  /**
   * @throws IllegalArgumentException if {@code name} is not one of the wire names; the message
   *     lists them
   */
  public static DataType parse(String name) {
    for (DataType type : VALUES) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "datatype '"
            + name
            + "' is unknown (expected one of "
            + Arrays.stream(VALUES).map(Enum::name).collect(Collectors.joining(", "))
            + ")");
  }

  private static final DataType[] VALUES = values();
}
