// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tensors and bodies for the codec tests. */
public final class Samples {
  private Samples() {}

  /** One tensor of every datatype, with the extremes of its range; shape [2, 2]. */
  public static List<Tensor> extremes() {
    return Arrays.stream(DataType.values()).map(Samples::extremes).toList();
  }

  public static Tensor extremes(DataType datatype) {
    ByteBuffer data = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    switch (datatype) {
      case BOOL -> data.put(new byte[] {0, 1, 1, 0});
      case INT8, UINT8 -> data.put(new byte[] {-128, 127, 0, -1});
      case INT16, UINT16 ->
          put(data::putShort, (short) -32768, (short) 32767, (short) 0, (short) -1);
      case INT32, UINT32 -> put(data::putInt, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1);
      case INT64, UINT64 -> put(data::putLong, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53 | 1, -1L);
      case FP16 ->
          put(data::putShort, (short) 0x7BFF, (short) 0x0001, (short) 0x8000, (short) 0x3555);
      case BF16 ->
          put(data::putShort, (short) 0x7F7F, (short) 0x0001, (short) 0x8000, (short) 0x3EAB);
      case FP32 -> put(data::putFloat, Float.MAX_VALUE, Float.MIN_VALUE, -0.0f, 0.1f);
      case FP64 -> put(data::putDouble, Double.MAX_VALUE, Double.MIN_VALUE, -0.0, 0.1);
      case BYTES -> {
        return bytesTensor(
            Shape.of(2, 2), "", "a\"\\\n\u0001", "\u00e4\u20ac\ud83d\ude00", "/ \u2028");
      }
    }
    return Tensor.ofHeap(datatype, Shape.of(2, 2), Arrays.copyOf(data.array(), data.position()));
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static <T> void put(Consumer<T> put, T... values) {
    Stream.of(values).forEach(put);
  }

  public static Tensor bytesTensor(Shape shape, String... elements) {
    return Tensor.ofHeap(
        DataType.BYTES,
        shape,
        BytesLayout.encode(
            Stream.of(elements).map(e -> e.getBytes(StandardCharsets.UTF_8)).toList()));
  }

  public static Tensor fp32(Shape shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return Tensor.ofHeap(DataType.FP32, shape, data.array());
  }

  public static byte[] content(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_BYTE);
  }

  /** A body in native memory that begins at an address of the form {@code 8n + offset}. */
  public static RequestBody nativeBody(byte[] bytes, int offset) {
    return RequestBody.wrap(nativeBuffer(bytes, offset));
  }

  public static ByteBuf nativeBuffer(byte[] bytes, int offset) {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(bytes.length + 16);
    int start = (int) (-buffer.memoryAddress() & 7) + offset;
    buffer.setZero(0, start);
    buffer.writerIndex(start).readerIndex(start);
    return buffer.writeBytes(bytes);
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      result.writeBytes(part);
    }
    return result.toByteArray();
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What {@code write} writes. */
  public static byte[] written(Consumer<OutputBuffer> write) {
    try (OutputBuffer out = OutputBuffer.allocate(64)) {
      write.accept(out);
      return out.toByteArray();
    }
  }
}
