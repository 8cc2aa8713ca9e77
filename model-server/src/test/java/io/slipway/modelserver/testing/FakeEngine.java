// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.error.ServingException;
import io.slipway.runtimes.spi.LoadContext;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.ModelSource;
import io.slipway.runtimes.spi.RuntimeProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Loads {@code *.fake} files; one whose name begins with {@code broken} does not load, and one with
 * {@code huge} finds no memory.
 */
public final class FakeEngine implements RuntimeProvider {
  private final List<FakeModel> loaded = new CopyOnWriteArrayList<>();

  public List<FakeModel> loaded() {
    return List.copyOf(loaded);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Set<String> formats() {
    return Set.of("fake");
  }

  @Override
  public Optional<Path> findModel(Path path) {
    if (!Files.isDirectory(path)) {
      return path.toString().endsWith(".fake") ? Optional.of(path) : Optional.empty();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".fake")).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean safeInProcess() {
    return true;
  }

  @Override
  public LoadedModel load(ModelSource source, LoadContext context) {
    if (String.valueOf(source.path().getFileName()).startsWith("broken")) {
      throw ServingException.invalid(source.path() + " is not a fake model");
    }
    if (String.valueOf(source.path().getFileName()).startsWith("huge")) {
      throw new OutOfMemoryError("as if the model were too large");
    }
    FakeModel model = new FakeModel();
    loaded.add(model);
    return model;
  }
}
