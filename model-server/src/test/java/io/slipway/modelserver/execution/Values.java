// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.testing.Requests;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An answer of the fake model with the values of its first output. */
final class Values implements InferenceCallback {
  private final CompletableFuture<List<Float>> values = new CompletableFuture<>();

  /** A request whose rows begin with these values. */
  static InferenceRequest request(Requests requests, float... rows) {
    NamedTensor a = requests.tensor("a", DataType.FP32, rows.length, 2);
    for (int i = 0; i < rows.length; i++) {
      a.tensor().data().set(ValueLayout.JAVA_FLOAT_UNALIGNED, 8L * i, rows[i]);
    }
    NamedTensor b = requests.tensor("b", DataType.INT64, rows.length);
    return requests.with(Deadline.NONE, a, b);
  }

  /** The first value of each row. */
  static List<Float> of(NamedTensor tensor) {
    MemorySegment data = tensor.tensor().data();
    List<Float> firsts = new ArrayList<>();
    for (long i = 0; i < tensor.tensor().shape().dim(0); i++) {
      firsts.add(data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 8 * i));
    }
    return firsts;
  }

  @Override
  public void succeeded(InferenceResponse response) {
    try (response) {
      if (!values.complete(of(response.outputs().getFirst()))) {
        throw new AssertionError("answered twice");
      }
    }
  }

  @Override
  public void failed(ServingException failure) {
    if (!values.completeExceptionally(failure)) {
      throw new AssertionError("answered twice");
    }
  }

  List<Float> get() throws Exception {
    return values.get(10, TimeUnit.SECONDS);
  }

  Throwable failure() {
    return values.handle((_, failure) -> failure).orTimeout(10, TimeUnit.SECONDS).join();
  }
}
