// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi.testing;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tensor as a value that can be compared: its bytes as hexadecimal digits.
 *
 * @param hex little endian, in the layout of {@link Tensor}
 */
public record TensorValue(String name, DataType datatype, Shape shape, String hex) {
  public static TensorValue of(NamedTensor named) {
    Tensor tensor = named.tensor();
    return bytes(
        named.name(),
        tensor.datatype(),
        tensor.shape(),
        tensor.data().toArray(ValueLayout.JAVA_BYTE));
  }

  public static List<TensorValue> of(List<NamedTensor> tensors) {
    return tensors.stream().map(TensorValue::of).toList();
  }

  public static TensorValue bytes(String name, DataType datatype, Shape shape, byte[] bytes) {
    return new TensorValue(name, datatype, shape, HexFormat.of().formatHex(bytes));
  }

  public static TensorValue fp32(String name, Shape shape, float... values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes(name, DataType.FP32, shape, bytes);
  }

  public static TensorValue int64(String name, Shape shape, long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return bytes(name, DataType.INT64, shape, bytes);
  }

  public static TensorValue text(String name, Shape shape, String... values) {
    return bytes(
        name,
        DataType.BYTES,
        shape,
        BytesLayout.encode(
            Stream.of(values).map(value -> value.getBytes(StandardCharsets.UTF_8)).toList()));
  }

  /** The caller closes it. */
  public NamedTensor allocate(TensorAllocator allocator) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    Tensor tensor = allocator.allocate(datatype, shape, bytes.length);
    tensor.data().copyFrom(MemorySegment.ofArray(bytes));
    return new NamedTensor(name, tensor);
  }

  /** In heap memory. */
  public NamedTensor onHeap() {
    return new NamedTensor(name, Tensor.ofHeap(datatype, shape, HexFormat.of().parseHex(hex)));
  }
}
