// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.model.ModelCatalog;
import io.slipway.api.model.ModelStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of a catalog that a caller may see. */
record PermittedCatalog(ModelCatalog all, String namespace, KnownCaller caller)
    implements ModelCatalog {
  @Override
  public List<ModelStatus> models() {
    return all.models().stream()
        .filter(status -> caller.may(namespace, status.id().name()))
        .toList();
  }

  @Override
  public List<ModelStatus> versions(String model) {
    return caller.may(namespace, model) ? all.versions(model) : List.of();
  }

  @Override
  public Optional<ModelStatus> model(String model, @Nullable String version) {
    return caller.may(namespace, model) ? all.model(model, version) : Optional.empty();
  }

  @Override
  public @Nullable String choose(String model) {
    return caller.may(namespace, model) ? all.choose(model) : null;
  }
}
