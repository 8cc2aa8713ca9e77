// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.access.EndpointGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gRPC methods of the model repository and model configuration extensions. */
enum RepositoryMethod {
  MODEL_CONFIG("ModelConfig"),
  INDEX("RepositoryIndex"),
  LOAD("RepositoryModelLoad"),
  UNLOAD("RepositoryModelUnload");

  private static final String SERVICE = "/inference.GRPCInferenceService/";

  /** MLServer has the repository's methods in a service of their own as well. */
  private static final String MLSERVER = "/inference.model_repository.ModelRepositoryService/";

  private final String method;

  RepositoryMethod(String method) {
    this.method = method;
  }

  /** The method at {@code path}, null if it is none of these. */
  static @Nullable RepositoryMethod of(String path) {
    for (RepositoryMethod method : values()) {
      if (method.paths().contains(path)) {
        return method;
      }
    }
    return null;
  }

  /** Where it is. */
  List<String> paths() {
    return this == MODEL_CONFIG
        ? List.of(SERVICE + method)
        : List.of(SERVICE + method, MLSERVER + method);
  }

  EndpointGroup group() {
    return this == MODEL_CONFIG ? EndpointGroup.MODEL_CONFIG : EndpointGroup.MODEL_REPOSITORY;
  }
}
