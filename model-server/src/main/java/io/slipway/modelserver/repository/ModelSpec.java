// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.model.ModelId;
import io.slipway.modelserver.execution.ExecutionConfig;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A version to serve.
 *
 * @param format as in an InferenceService's {@code modelFormat.name}; null to tell by the file
 * @param location finds the model's file or directory, fetching it if need be; may block
 * @param settings the engine's
 * @param watch told of every run, null if nobody wants to know
 */
public record ModelSpec(
    ModelId id,
    @Nullable String format,
    Location location,
    Map<String, String> settings,
    ExecutionConfig execution,
    @Nullable RunWatch watch) {
  /** One that nobody watches. */
  public ModelSpec(
      ModelId id,
      @Nullable String format,
      Location location,
      Map<String, String> settings,
      ExecutionConfig execution) {
    this(id, format, location, settings, execution, null);
  }

  public ModelSpec {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(location, "location");
    settings = Map.copyOf(settings);
    Objects.requireNonNull(execution, "execution");
  }

  /** Where a model's bytes come from. */
  @FunctionalInterface
  public interface Location {
    /**
     * @throws io.slipway.api.error.ServingException saying what is missing or unreachable
     */
    ModelFiles fetch();
  }
}
