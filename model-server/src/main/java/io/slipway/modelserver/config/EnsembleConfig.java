// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Models put together: every step's inputs are tensors of the ensemble, and so are its outputs. The
 * tensors of a configuration that was read are without cycles, and each has one source.
 */
public record EnsembleConfig(List<Step> steps) {
  /** What the platform of an ensemble is called. */
  public static final String PLATFORM = "ensemble";

  /**
   * One use of a model.
   *
   * @param version null for the newest
   * @param inputs the ensemble's tensors by the model's inputs
   * @param outputs the ensemble's tensors by those of the model's outputs that are used
   */
  public record Step(
      String model,
      @Nullable String version,
      Map<String, String> inputs,
      Map<String, String> outputs) {
    public Step {
      Objects.requireNonNull(model, "model");
      inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
      outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
  }

  public EnsembleConfig {
    steps = List.copyOf(steps);
  }
}
