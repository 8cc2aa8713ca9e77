// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native side of one run: the arrays of the C call and the values in them. One thread; closing
 * it releases the values, and the output tensors unless they were taken.
 */
final class OnnxRun implements AutoCloseable {
  /** Shapes up to this rank need no memory of their own. */
  private static final int USUAL_RANK = 8;

  private final OrtEngine engine;
  private final OrtApi api;
  private final TensorAllocator allocator;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment inputs;
  private final MemorySegment outputs;
  private final MemorySegment outputNames;
  private final MemorySegment shape;
  private final MemorySegment out;
  private final @Nullable Tensor[] results;

  OnnxRun(OrtEngine engine, TensorAllocator allocator, int inputCount, int outputCount) {
    this.engine = engine;
    this.api = engine.api();
    this.allocator = allocator;
    this.results = new @Nullable Tensor[outputCount];
    // One piece of memory, because a run of a tiny model is hardly longer than a few allocations.
    long word = JAVA_LONG.byteSize();
    MemorySegment words =
        arena.allocate((inputCount + 2L * outputCount + USUAL_RANK + 1) * word, word);
    inputs = words.asSlice(0, inputCount * word);
    outputs = words.asSlice(inputs.byteSize(), outputCount * word);
    outputNames = words.asSlice(inputs.byteSize() + outputs.byteSize(), outputCount * word);
    shape = words.asSlice(inputs.byteSize() + 2 * outputs.byteSize(), USUAL_RANK * word);
    out = words.asSlice(words.byteSize() - word, word);
  }

  /** The values of {@code tensor} as they are, or a copy if the engine cannot read them there. */
  void input(int index, Tensor tensor) throws OrtException {
    long dims = dims(tensor.shape());
    int elementType = ElementType.of(tensor.datatype());
    if (tensor.datatype() == DataType.BYTES) {
      api.call(
          OrtFunction.CREATE_TENSOR_AS_ORT_VALUE,
          engine.allocator(),
          dims,
          tensor.shape().rank(),
          elementType,
          out.address());
      long value = out.get(JAVA_LONG, 0);
      inputs.setAtIndex(JAVA_LONG, index, value);
      StringTensors.fill(api, value, tensor, out);
    } else {
      api.createTensorOver(
          engine.cpuMemory(),
          readable(tensor),
          dims,
          tensor.shape().rank(),
          elementType,
          out.address());
      inputs.setAtIndex(JAVA_LONG, index, out.get(JAVA_LONG, 0));
    }
  }

  private MemorySegment readable(Tensor tensor) {
    MemorySegment data = tensor.data();
    int size = tensor.datatype().byteSize();
    if (data.isNative() && data.address() % size == 0) {
      return data;
    }
    MemorySegment copy = arena.allocate(Math.max(1, data.byteSize()), size);
    MemorySegment.copy(data, 0, copy, 0, data.byteSize());
    return copy.asSlice(0, data.byteSize());
  }

  /** Wants the output of this name; the engine makes its memory. */
  void output(int index, MemorySegment name) {
    outputNames.setAtIndex(JAVA_LONG, index, name.address());
  }

  /** Has the engine write this output into a tensor of the allocator. */
  void outputInPlace(int index, DataType datatype, Shape expected) throws OrtException {
    Tensor tensor = allocator.allocate(datatype, expected);
    results[index] = tensor;
    api.createTensorOver(
        engine.cpuMemory(),
        tensor.data(),
        dims(expected),
        expected.rank(),
        ElementType.of(datatype),
        out.address());
    outputs.setAtIndex(JAVA_LONG, index, out.get(JAVA_LONG, 0));
  }

  /** Takes all of {@link #outputInPlace} back. */
  void outputsByEngine() {
    releaseAll(outputs);
    closeResults();
  }

  void run(OrtSession session, MemorySegment inputNames) throws OrtException {
    session.run(
        new OrtApi.Pointers(inputNames.address(), inputs.address(), inputs.byteSize() / 8),
        new OrtApi.Pointers(outputNames.address(), outputs.address(), results.length));
  }

  /** The outputs; the caller owns them. */
  List<NamedTensor> take(List<TensorSpec> specs) throws OrtException {
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        copy(i, specs.get(i).datatype());
      }
    }
    List<NamedTensor> taken = new ArrayList<>(results.length);
    for (int i = 0; i < results.length; i++) {
      Tensor result = results[i];
      if (result != null) {
        taken.add(new NamedTensor(specs.get(i).name(), result));
        results[i] = null;
      }
    }
    return taken;
  }

  @SuppressWarnings("restricted")
  private void copy(int index, DataType datatype) throws OrtException {
    long value = outputs.getAtIndex(JAVA_LONG, index);
    Shape actual = shape(value);
    if (datatype == DataType.BYTES) {
      results[index] = StringTensors.read(api, value, actual, allocator, arena);
      return;
    }
    Tensor result = allocator.allocate(datatype, actual);
    results[index] = result;
    MemorySegment target = result.data();
    api.call(OrtFunction.GET_TENSOR_MUTABLE_DATA, value, out.address());
    target.copyFrom(MemorySegment.ofAddress(out.get(JAVA_LONG, 0)).reinterpret(target.byteSize()));
  }

  private Shape shape(long value) throws OrtException {
    api.call(OrtFunction.GET_TENSOR_TYPE_AND_SHAPE, value, out.address());
    long info = out.get(JAVA_LONG, 0);
    try {
      api.call(OrtFunction.GET_DIMENSIONS_COUNT, info, out.address());
      int rank = Math.toIntExact(out.get(JAVA_LONG, 0));
      MemorySegment dims = dims(rank);
      api.call(OrtFunction.GET_DIMENSIONS, info, dims.address(), rank);
      long[] values = new long[rank];
      for (int i = 0; i < rank; i++) {
        values[i] = dims.getAtIndex(JAVA_LONG, i);
      }
      return Shape.of(values);
    } finally {
      api.release(OrtFunction.RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, info);
    }
  }

  private long dims(Shape concrete) {
    MemorySegment dims = dims(concrete.rank());
    for (int i = 0; i < concrete.rank(); i++) {
      dims.setAtIndex(JAVA_LONG, i, concrete.dim(i));
    }
    return dims.address();
  }

  private MemorySegment dims(int rank) {
    return rank <= USUAL_RANK ? shape : arena.allocate(JAVA_LONG, rank);
  }

  @Override
  public void close() {
    try {
      releaseAll(inputs);
      releaseAll(outputs);
    } finally {
      arena.close();
      closeResults();
    }
  }

  private void releaseAll(MemorySegment values) {
    for (long i = 0; i < values.byteSize() / JAVA_LONG.byteSize(); i++) {
      api.release(OrtFunction.RELEASE_VALUE, values.getAtIndex(JAVA_LONG, i));
      values.setAtIndex(JAVA_LONG, i, 0);
    }
  }

  private void closeResults() {
    for (int i = 0; i < results.length; i++) {
      Tensor result = results[i];
      results[i] = null;
      if (result != null) {
        result.close();
      }
    }
  }
}
