// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.model.ModelSignature;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who knows the models that an ensemble is put together of. Thread-safe. */
@FunctionalInterface
public interface StepModels {
  /**
   * What an ensemble has to know of a model.
   *
   * @param maxBatchSize 0 if the model's configuration has none
   * @param keepsSequences its requests belong together, so that each has to reach it
   * @param models the models of its own steps if it is an ensemble, empty otherwise
   */
  record StepModel(
      ModelSignature signature, int maxBatchSize, boolean keepsSequences, Set<String> models) {}

  /**
   * A model that answers now.
   *
   * @param version null for the newest
   * @throws io.slipway.api.error.ServingException NOT_FOUND, or UNAVAILABLE if it does not answer
   */
  StepModel describe(String model, @Nullable String version);
}
