// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelStatus;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Models that clients can look at but not change.
 *
 * @param why what a client is told who tries to
 */
public record FixedModels(ModelRepository models, String why) implements ModelControl {
  /** What is told of models that came from InferenceServices. */
  public static final String SERVICES =
      "models are not loaded and unloaded by clients here: a service is changed by its"
          + " InferenceService";

  @Override
  public List<IndexEntry> index(@Nullable String repository, boolean readyOnly) {
    if (repository != null) {
      throw noRepository(repository);
    }
    List<IndexEntry> entries = new ArrayList<>();
    for (ModelStatus status : models.models()) {
      if (!readyOnly || status.ready()) {
        entries.add(IndexEntry.of(status));
      }
    }
    return entries;
  }

  @Override
  public boolean clientsMayLoad() {
    return false;
  }

  @Override
  public void load(@Nullable String repository, String model, LoadRequest request) {
    throw new ServingException(ErrorCode.NOT_IMPLEMENTED, why);
  }

  @Override
  public void unload(@Nullable String repository, String model, boolean dependents) {
    throw new ServingException(ErrorCode.NOT_IMPLEMENTED, why);
  }

  @Override
  public ConfigMessage config(String model, @Nullable String version) {
    return models.config(model, version);
  }

  static ServingException noRepository(String repository) {
    return new ServingException(
        ErrorCode.NOT_FOUND, "model repository '" + repository + "' not found");
  }
}
