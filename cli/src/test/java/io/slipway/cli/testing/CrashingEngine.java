// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.runtimes.spi.LoadContext;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.ModelSource;
import io.slipway.runtimes.spi.RuntimeProvider;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine with a fault in its native code: a model file {@code *.crash} says at which of its runs
 * it ends the process by a segmentation fault, 0 for while it is loaded. Its models answer what
 * they are asked.
 */
public final class CrashingEngine implements RuntimeProvider {
  /**
   * The environment of a JVM that is to have it.
   *
   * @param directory for what the JVM writes down at its end
   */
  public static Map<String, String> environment(Path directory) {
    return Map.of(
        "JAVA_TOOL_OPTIONS",
        "-Dslipway.engine=%s -XX:-CreateCoredumpOnCrash -XX:ErrorFile=%s"
            .formatted(CrashingEngine.class.getName(), directory.resolve("crash-%p.log")));
  }

  @Override
  public String name() {
    return "crash";
  }

  @Override
  public Set<String> formats() {
    return Set.of("crash");
  }

  @Override
  public Optional<Path> findModel(Path path) {
    if (!Files.isDirectory(path)) {
      return path.toString().endsWith(".crash") ? Optional.of(path) : Optional.empty();
    }
    try (var files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".crash")).findFirst();
    } catch (IOException e) {
      throw new ServingException(ErrorCode.NOT_FOUND, path + " cannot be read", e);
    }
  }

  @Override
  public boolean safeInProcess() {
    return true;
  }

  @Override
  public LoadedModel load(ModelSource source, LoadContext context) {
    int fatal;
    try {
      fatal = Integer.parseInt(Files.readString(source.path()).strip());
    } catch (IOException e) {
      throw new ServingException(ErrorCode.NOT_FOUND, source.path() + " cannot be read", e);
    }
    if (fatal == 0) {
      crash();
    }
    return new Echo(fatal);
  }

  @SuppressWarnings("restricted") // its whole point
  private static void crash() {
    Linker linker = Linker.nativeLinker();
    try {
      linker
          .downcallHandle(
              linker.defaultLookup().find("strlen").orElseThrow(),
              FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS))
          .invoke(MemorySegment.NULL);
    } catch (Throwable e) {
      throw new AssertionError("this process should be dead", e);
    }
  }

  private static final class Echo implements LoadedModel {
    private static final ModelSignature SIGNATURE =
        new ModelSignature(
            "crash",
            List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1))),
            List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1))));

    private final int fatal;
    private final AtomicInteger runs = new AtomicInteger();

    Echo(int fatal) {
      this.fatal = fatal;
    }

    @Override
    public ModelSignature signature() {
      return SIGNATURE;
    }

    @Override
    public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
      if (runs.incrementAndGet() == fatal) {
        crash();
      }
      Tensor x = inputs.getFirst().tensor();
      byte[] bytes = x.data().toArray(ValueLayout.JAVA_BYTE);
      return List.of(new NamedTensor("y", Tensor.ofHeap(x.datatype(), x.shape(), bytes)));
    }

    @Override
    public void close() {}
  }
}
