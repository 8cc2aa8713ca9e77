// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What predictions are counted by.
 *
 * @param service whose own model it is; null if it is the namespace's
 */
record PredictionKind(
    String namespace, @Nullable String service, ModelId model, Protocol protocol) {
  // Written out: what a record has of itself, the JVM makes anew at every start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PredictionKind that
        && protocol == that.protocol
        && model.name().equals(that.model.name())
        && model.version().equals(that.model.version())
        && namespace.equals(that.namespace)
        && Objects.equals(service, that.service);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * namespace.hashCode() + model.name().hashCode())
        + model.version().hashCode()
        + protocol.hashCode()
        + Objects.hashCode(service);
  }

  /** Those that failed, by reason. */
  record Failed(PredictionKind kind, ErrorCode code) {}
}
