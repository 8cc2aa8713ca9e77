// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests for {@link FakeModel}, whose tensors are counted until they are released. */
public final class Requests {
  private final AtomicInteger open = new AtomicInteger();

  /** Tensors that were made and not released. */
  public int open() {
    return open.get();
  }

  public NamedTensor tensor(String name, DataType datatype, long... shape) {
    open.incrementAndGet();
    Shape dims = Shape.of(shape);
    byte[] bytes = new byte[Math.toIntExact(dims.elementCount() * datatype.byteSize())];
    return new NamedTensor(
        name, Tensor.of(datatype, dims, MemorySegment.ofArray(bytes), open::decrementAndGet));
  }

  public InferenceRequest fitting() {
    return with(Deadline.NONE, fittingInputs());
  }

  public InferenceRequest with(Deadline deadline, NamedTensor... inputs) {
    return new InferenceRequest(
        "m", null, "id-1", Map.of(), Arrays.asList(inputs), List.of(), deadline);
  }

  public NamedTensor[] fittingInputs() {
    return new NamedTensor[] {tensor("a", DataType.FP32, 3, 2), tensor("b", DataType.INT64, 3)};
  }

  /** A fitting request with the parameter {@code priority}. */
  public InferenceRequest prioritised(Parameter priority) {
    return fitting().withParameters(Map.of("priority", priority));
  }

  public InferenceRequest asking(String... outputs) {
    return new InferenceRequest(
        "m",
        null,
        null,
        Map.of(),
        Arrays.asList(fittingInputs()),
        Arrays.stream(outputs).map(name -> new RequestedOutput(name, Map.of())).toList(),
        Deadline.NONE);
  }
}
