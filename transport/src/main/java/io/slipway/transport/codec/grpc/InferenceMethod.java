// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import org.jspecify.annotations.Nullable;

/**
 * The methods of {@code inference.GRPCInferenceService} as the Open Inference Protocol has them.
 */
public enum InferenceMethod {
  SERVER_LIVE("ServerLive"),
  SERVER_READY("ServerReady"),
  MODEL_READY("ModelReady"),
  SERVER_METADATA("ServerMetadata"),
  MODEL_METADATA("ModelMetadata"),
  MODEL_INFER("ModelInfer");

  private static final InferenceMethod[] VALUES = values();

  private final String path;

  InferenceMethod(String name) {
    this.path = "/inference.GRPCInferenceService/" + name;
  }

  /** As on the wire, with the service's name. */
  public String path() {
    return path;
  }

  /** The method at {@code path}, null if it is none of these. */
  public static @Nullable InferenceMethod of(String path) {
    for (InferenceMethod method : VALUES) {
      if (method.path.equals(path)) {
        return method;
      }
    }
    return null;
  }
}
