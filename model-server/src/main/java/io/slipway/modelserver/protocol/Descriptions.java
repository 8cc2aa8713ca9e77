// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.transport.codec.ModelMetadata;
import io.slipway.transport.codec.ServerMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What server and models say of themselves, alike in every protocol. */
final class Descriptions {
  /** The extensions of the v2 protocol that are always there. */
  private static final List<String> EXTENSIONS =
      List.of(
          "classification",
          "sequence",
          "sequence(string_id)",
          "model_repository",
          "model_repository(unload_dependents)",
          "schedule_policy",
          "model_configuration",
          "binary_tensor_data",
          "parameters",
          "statistics",
          "logging");

  private Descriptions() {}

  /**
   * @param predictions which say what is offered by their configuration
   */
  static ServerMetadata server(ServerIdentity identity, Predictions predictions) {
    List<String> extensions =
        extensions(predictions.offersSharedMemory(), predictions.traces() != null);
    return new ServerMetadata(identity.name(), identity.version(), extensions);
  }

  static List<String> extensions(boolean sharedMemory, boolean traces) {
    List<String> extensions = new ArrayList<>(EXTENSIONS);
    if (sharedMemory) {
      extensions.add("system_shared_memory");
    }
    if (traces) {
      extensions.add("trace");
    }
    return extensions;
  }

  /**
   * @throws io.slipway.api.error.ServingException NOT_FOUND, or UNAVAILABLE if it is not ready
   */
  static ModelMetadata model(Scope scope, String model, @Nullable String version) {
    ModelStatus status = scope.readyStatus(model, version);
    List<String> versions =
        scope.catalog().versions(model).stream()
            .filter(ModelStatus::ready)
            .map(each -> each.id().version())
            .toList();
    return new ModelMetadata(
        status.id().name(), versions, Objects.requireNonNull(status.signature(), "signature"));
  }

  static List<String> modelNames(Scope scope) {
    return scope.catalog().models().stream().map(status -> status.id().name()).distinct().toList();
  }
}
