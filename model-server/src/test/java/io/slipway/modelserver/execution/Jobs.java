// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.modelserver.testing.Answer;
import java.util.List;
import java.util.Map;

/** Requests that nobody runs. */
final class Jobs {
  private Jobs() {}

  static Job job(int level, int rows) {
    return job(level, 0, Deadline.NONE, List.of("x"), rows, 2);
  }

  /** Came at a time. */
  static Job job(long submitted, int... shape) {
    return job(0, submitted, Deadline.NONE, List.of("x"), shape);
  }

  static Job until(long deadline, int... shape) {
    return job(0, 0, new Deadline(true, deadline), List.of("x"), shape);
  }

  static Job asking(List<String> outputs, int... shape) {
    return job(0, 0, Deadline.NONE, outputs, shape);
  }

  private static Job job(
      int level, long submitted, Deadline deadline, List<String> outputs, int... shape) {
    long[] dims = new long[shape.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape[i];
    }
    Shape whole = Shape.of(dims);
    List<NamedTensor> inputs =
        List.of(
            new NamedTensor(
                "a", Tensor.ofHeap(DataType.UINT8, whole, new byte[(int) whole.elementCount()])));
    InferenceRequest request =
        new InferenceRequest("m", null, null, Map.of(), inputs, List.of(), deadline);
    return new Job(request, inputs, outputs, level, true, new Answer(), submitted);
  }
}
