// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi;

import io.slipway.api.model.ModelId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What to load.
 *
 * @param path the model file; it and what it refers to may be deleted once the model is loaded
 * @param settings the engine's own settings by name; an engine refuses a name it does not know
 */
public record ModelSource(ModelId id, Path path, Map<String, String> settings) {
  public ModelSource {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(path, "path");
    settings = Map.copyOf(settings);
  }
}
