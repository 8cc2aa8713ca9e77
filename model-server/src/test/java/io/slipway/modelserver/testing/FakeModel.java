// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.runtimes.spi.LoadedModel;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every output with its first input; can be made to wait or to fail. */
public final class FakeModel implements LoadedModel {
  public static final ModelSignature SIGNATURE =
      new ModelSignature(
          "fake",
          List.of(
              new TensorSpec("a", DataType.FP32, Shape.of(-1, 2)),
              new TensorSpec("b", DataType.INT64, Shape.of(-1))),
          List.of(
              new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)),
              new TensorSpec("y", DataType.FP32, Shape.of(-1, 2))));

  /** What happens inside {@link #run}, before the outputs are made. */
  public interface OnRun {
    void run() throws Exception;
  }

  /** The same, with the inputs, which are borrowed. */
  public interface OnInputs {
    void run(List<NamedTensor> inputs) throws Exception;
  }

  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger runs = new AtomicInteger();
  private volatile OnInputs onRun = _ -> {};

  public FakeModel onRun(OnRun action) {
    onRun = _ -> action.run();
    return this;
  }

  public FakeModel onInputs(OnInputs action) {
    onRun = action;
    return this;
  }

  public boolean closed() {
    return closed.get();
  }

  public int runs() {
    return runs.get();
  }

  @Override
  public ModelSignature signature() {
    return SIGNATURE;
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
    if (closed.get()) {
      throw new IllegalStateException("run after close");
    }
    runs.incrementAndGet();
    try {
      onRun.run(inputs);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    Tensor first = inputs.getFirst().tensor();
    List<NamedTensor> results = new ArrayList<>();
    for (String output : outputs) {
      results.add(
          new NamedTensor(
              output,
              Tensor.ofHeap(
                  first.datatype(), first.shape(), first.data().toArray(ValueLayout.JAVA_BYTE))));
    }
    return results;
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
