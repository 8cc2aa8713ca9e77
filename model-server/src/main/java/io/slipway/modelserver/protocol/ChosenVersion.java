// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.model.ModelCatalog;
import io.slipway.api.model.ModelStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A catalog as one request sees it whose version has been chosen, as long as that is ready. */
record ChosenVersion(ModelCatalog all, String name, String version) implements ModelCatalog {
  @Override
  public List<ModelStatus> models() {
    return all.models();
  }

  @Override
  public List<ModelStatus> versions(String model) {
    return all.versions(model);
  }

  @Override
  public Optional<ModelStatus> model(String model, @Nullable String asked) {
    return asked == null && model.equals(name) && isReady()
        ? all.model(name, version)
        : all.model(model, asked);
  }

  @Override
  public @Nullable String choose(String model) {
    return model.equals(name) && isReady() ? version : all.choose(model);
  }

  private boolean isReady() {
    return all.model(name, version).filter(ModelStatus::ready).isPresent();
  }
}
