// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.HalfFloat;
import io.slipway.transport.codec.Utf8;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Writes the elements of a tensor as JSON values, first to last. Does not own the tensor. */
public final class ElementWriter {
  /** What to do with a BYTES element that is not UTF-8, which JSON has no string for. */
  @FunctionalInterface
  public interface NonText {
    void write(JsonWriter json, byte[] element, long index);
  }

  private final JsonWriter json;
  private final DataType datatype;
  private final MemorySegment data;
  private final NonText nonText;
  private long index;
  private long offset; // of the next BYTES element

  public ElementWriter(JsonWriter json, Tensor tensor, NonText nonText) {
    this.json = json;
    this.datatype = tensor.datatype();
    this.data = tensor.data();
    this.nonText = nonText;
  }

  /** Writes the next element. */
  public void write() {
    switch (datatype) {
      case BOOL -> json.value(data.get(ElementLayout.BYTE, index) != 0);
      case INT8 -> json.value((long) data.get(ElementLayout.BYTE, index));
      case UINT8 -> json.value(data.get(ElementLayout.BYTE, index) & 0xFFL);
      case INT16 -> json.value((long) data.get(ElementLayout.SHORT, 2 * index));
      case UINT16 -> json.value(data.get(ElementLayout.SHORT, 2 * index) & 0xFFFFL);
      case INT32 -> json.value((long) data.get(ElementLayout.INT, 4 * index));
      case UINT32 -> json.value(data.get(ElementLayout.INT, 4 * index) & 0xFFFFFFFFL);
      case INT64 -> json.value(data.get(ElementLayout.LONG, 8 * index));
      case UINT64 -> json.unsignedValue(data.get(ElementLayout.LONG, 8 * index));
      case FP16 -> json.value(HalfFloat.fromFp16(data.get(ElementLayout.SHORT, 2 * index)));
      case BF16 -> json.value(HalfFloat.fromBf16(data.get(ElementLayout.SHORT, 2 * index)));
      case FP32 -> json.value(data.get(ElementLayout.FLOAT, 4 * index));
      case FP64 -> json.value(data.get(ElementLayout.DOUBLE, 8 * index));
      case BYTES -> writeBytes();
    }
    index++;
  }

  private void writeBytes() {
    int length = Math.toIntExact(BytesLayout.length(data, offset));
    byte[] element = new byte[length];
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, offset + Integer.BYTES, element, 0, length);
    offset += Integer.BYTES + (long) length;
    if (Utf8.isValid(element)) {
      json.value(element, 0, length);
    } else {
      nonText.write(json, element, index);
    }
  }
}
