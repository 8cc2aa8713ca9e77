// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import org.jspecify.annotations.Nullable;

/**
 * The methods of {@code inference.GRPCInferenceService}: those of the Open Inference Protocol, and
 * Triton's.
 */
public enum InferenceMethod {
  /** First, as it is by far the most frequent and they are tried in their order. */
  MODEL_INFER("ModelInfer"),
  SERVER_LIVE("ServerLive"),
  SERVER_READY("ServerReady"),
  MODEL_READY("ModelReady"),
  SERVER_METADATA("ServerMetadata"),
  MODEL_METADATA("ModelMetadata"),
  /** The only one with streams of messages. */
  MODEL_STREAM_INFER("ModelStreamInfer"),
  SYSTEM_SHARED_MEMORY_STATUS("SystemSharedMemoryStatus"),
  SYSTEM_SHARED_MEMORY_REGISTER("SystemSharedMemoryRegister"),
  SYSTEM_SHARED_MEMORY_UNREGISTER("SystemSharedMemoryUnregister"),
  CUDA_SHARED_MEMORY_STATUS("CudaSharedMemoryStatus"),
  CUDA_SHARED_MEMORY_REGISTER("CudaSharedMemoryRegister"),
  CUDA_SHARED_MEMORY_UNREGISTER("CudaSharedMemoryUnregister"),
  MODEL_STATISTICS("ModelStatistics"),
  LOG_SETTINGS("LogSettings"),
  TRACE_SETTING("TraceSetting");

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
