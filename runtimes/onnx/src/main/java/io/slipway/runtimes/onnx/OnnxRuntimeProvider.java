// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.runtimes.spi.LoadContext;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.ModelSource;
import io.slipway.runtimes.spi.RuntimeProvider;
import io.slipway.runtimes.spi.TritonNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs ONNX models with ONNX Runtime on the CPU.
 *
 * <p><b>Settings</b> ({@link ModelSource#settings()}): {@code intra_op_threads}, {@code
 * inter_op_threads}, {@code execution_mode} (sequential, parallel), {@code
 * graph_optimization_level} (disable, basic, extended, layout, all), {@code memory_arena}, {@code
 * memory_pattern} and {@code allow_spinning} (on, off).
 *
 * <p><b>Memory.</b> A session keeps the memory of its largest run for the next one until the model
 * is closed; closing returns it to the operating system.
 *
 * <p>Thread-safe. The native library is unpacked and loaded with the first model, and stays.
 */
public final class OnnxRuntimeProvider implements RuntimeProvider {
  private static final String SUFFIX = ".onnx";

  private @Nullable OrtEngine engine;

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public Set<String> formats() {
    return Set.of("onnx");
  }

  @Override
  public Optional<Path> findModel(Path path) {
    if (!Files.isDirectory(path)) {
      return isModel(path) ? Optional.of(path) : Optional.empty();
    }
    List<Path> models = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        if (isModel(file)) {
          models.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new ServingException(ErrorCode.INTERNAL, "cannot read directory " + path + ": " + e, e);
    }
    if (models.size() > 1) {
      throw ServingException.invalid(
          "directory %s has %d ONNX models: %s (expected: one)"
              .formatted(
                  path,
                  models.size(),
                  models.stream()
                      .map(model -> String.valueOf(model.getFileName()))
                      .sorted()
                      .toList()));
    }
    return models.stream().findFirst();
  }

  private static boolean isModel(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
  }

  @Override
  public TritonNames tritonNames() {
    return OnnxTritonNames.NAMES;
  }

  @Override
  public boolean safeInProcess() {
    return true;
  }

  @Override
  public LoadedModel load(ModelSource source, LoadContext context) {
    Path path = source.path();
    check(path);
    OnnxSettings settings = OnnxSettings.parse(source.settings(), context.threads());
    OrtEngine ort = engine(context.cacheDirectory());
    OrtSession session = null;
    try {
      session = OrtSession.open(ort, path, source.id().toString(), settings);
      List<OnnxNode> inputs = NodeReader.inputs(ort, session.handle());
      List<OnnxNode> outputs = NodeReader.outputs(ort, session.handle());
      OnnxModel model =
          new OnnxModel(source.id(), ort, session, inputs, outputs, context.allocator());
      session = null;
      return model;
    } catch (OrtException e) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot load " + path + ": " + OrtMessage.loadFailure(path, e),
          e);
    } catch (ServingException e) {
      throw new ServingException(e.code(), "cannot load " + path + ": " + e.getMessage(), e);
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  private static void check(Path path) {
    if (!Files.exists(path)) {
      throw new ServingException(ErrorCode.NOT_FOUND, "model file " + path + " does not exist");
    }
    if (Files.isDirectory(path)) {
      throw ServingException.invalid(path + " is a directory (expected: an ONNX file)");
    }
    try {
      if (Files.size(path) == 0) {
        throw ServingException.invalid("model file " + path + " is empty");
      }
    } catch (IOException e) {
      throw new ServingException(ErrorCode.INTERNAL, "cannot read " + path + ": " + e, e);
    }
  }

  private synchronized OrtEngine engine(Path cacheDirectory) {
    if (engine == null) {
      engine = OrtEngine.start(cacheDirectory);
    }
    return engine;
  }
}
