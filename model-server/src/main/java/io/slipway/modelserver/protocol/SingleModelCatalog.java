// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.model.ModelCatalog;
import io.slipway.api.model.ModelStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of a catalog that has one model name. */
record SingleModelCatalog(String name, ModelCatalog all) implements ModelCatalog {
  @Override
  public List<ModelStatus> models() {
    return all.versions(name);
  }

  @Override
  public List<ModelStatus> versions(String model) {
    return model.equals(name) ? all.versions(name) : List.of();
  }

  @Override
  public Optional<ModelStatus> model(String model, @Nullable String version) {
    return model.equals(name) ? all.model(name, version) : Optional.empty();
  }

  @Override
  public @Nullable String choose(String model) {
    return model.equals(name) ? all.choose(name) : null;
  }
}
