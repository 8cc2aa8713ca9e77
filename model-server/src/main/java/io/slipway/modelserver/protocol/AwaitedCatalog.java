// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.model.ModelCatalog;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The models of a service of which nothing answers yet: what its servers are to have is not known
 * before, so any model may come.
 */
record AwaitedCatalog(ModelCatalog known) implements ModelCatalog {
  private static final String WHY = "no Pod of the service answers yet";

  @Override
  public List<ModelStatus> models() {
    return known.models();
  }

  @Override
  public List<ModelStatus> versions(String model) {
    return known.versions(model);
  }

  @Override
  public Optional<ModelStatus> model(String model, @Nullable String version) {
    Optional<ModelStatus> there = known.model(model, version);
    return there.isPresent() || model.isEmpty() ? there : Optional.of(awaited(model, version));
  }

  private static ModelStatus awaited(String model, @Nullable String version) {
    String asked = version == null || version.isEmpty() ? ModelId.FIRST_VERSION : version;
    ModelId id = new ModelId(model, asked);
    return new ModelStatus(id, ModelState.PENDING, WHY, null);
  }

  @Override
  public @Nullable String choose(String model) {
    return known.choose(model);
  }
}
