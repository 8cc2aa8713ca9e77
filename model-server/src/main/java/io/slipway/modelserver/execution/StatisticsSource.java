// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.model.ModelId;
import org.jspecify.annotations.Nullable;

/** Who knows what models have done. Thread-safe. */
@FunctionalInterface
public interface StatisticsSource {
  /** Of a version since it was loaded; null if it does not run. */
  @Nullable ModelStatistics statistics(ModelId id);
}
