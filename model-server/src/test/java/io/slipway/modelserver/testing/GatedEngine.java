// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.runtimes.spi.DimensionNames;
import io.slipway.runtimes.spi.LoadContext;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.ModelSource;
import io.slipway.runtimes.spi.RuntimeProvider;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The engine on the class path, except that a run whose first input begins with a certain FP32
 * value waits before it begins until it is let go.
 */
public final class GatedEngine implements RuntimeProvider {
  private static final ValueLayout.OfFloat FP32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long TIMEOUT_SECONDS = 60;

  private final RuntimeProvider engine =
      ServiceLoader.load(RuntimeProvider.class).findFirst().orElseThrow();
  private final Map<Float, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final List<Float> begun = new CopyOnWriteArrayList<>();

  /** From now on, runs that begin with this value wait. */
  public void hold(float value) {
    gates.put(value, new CountDownLatch(1));
  }

  public void letGo(float value) {
    Objects.requireNonNull(gates.get(value), "it is not held").countDown();
  }

  /** The values that runs began with, in their order, those that wait included. */
  public List<Float> begun() {
    return begun;
  }

  private void pass(List<NamedTensor> inputs) {
    if (inputs.getFirst().tensor().datatype() != DataType.FP32) {
      return;
    }
    float value = inputs.getFirst().tensor().data().get(FP32, 0);
    begun.add(value);
    CountDownLatch gate = gates.get(value);
    try {
      if (gate != null && !gate.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let " + value + " go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public Set<String> formats() {
    return engine.formats();
  }

  @Override
  public Optional<Path> findModel(Path path) {
    return engine.findModel(path);
  }

  @Override
  public boolean safeInProcess() {
    return engine.safeInProcess();
  }

  @Override
  public LoadedModel load(ModelSource source, LoadContext context) {
    LoadedModel model = engine.load(source, context);
    return new LoadedModel() {
      @Override
      public ModelSignature signature() {
        return model.signature();
      }

      @Override
      public DimensionNames dimensionNames() {
        return model.dimensionNames();
      }

      @Override
      public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
        pass(inputs);
        return model.run(inputs, outputs);
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }
}
