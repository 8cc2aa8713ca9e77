// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.api.model.ModelId;
import io.slipway.modelserver.repository.ModelRepository;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Models that scrapes tell about.
 *
 * @param service whose own models they are; null if they are the namespace's
 */
record ObservedModels(String namespace, @Nullable String service, ModelRepository repository) {
  /** As scrapes list them. */
  static final Comparator<ObservedModels> ORDER =
      Comparator.comparing(ObservedModels::namespace)
          .thenComparing(ObservedModels::service, Comparator.nullsFirst(String::compareTo));

  /** Whether the model that these predictions were for is still known. */
  boolean have(PredictionKind kind) {
    return namespace.equals(kind.namespace())
        && Objects.equals(service, kind.service())
        && repository.model(kind.model().name(), kind.model().version()).isPresent();
  }

  /** As they stand between braces. */
  String labels(ModelId id) {
    return service == null
        ? TextFormat.labels("model", id.name(), "namespace", namespace, "version", id.version())
        : TextFormat.labels(
            "model",
            id.name(),
            "namespace",
            namespace,
            "service",
            service,
            "version",
            id.version());
  }
}
