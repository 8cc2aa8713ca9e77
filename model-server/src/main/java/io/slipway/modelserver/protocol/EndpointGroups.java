// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.transport.codec.grpc.InferenceMethod;

/** The group of every endpoint. A new endpoint does not compile before it has one. Pure. */
final class EndpointGroups {
  private EndpointGroups() {}

  static EndpointGroup of(Route route) {
    return switch (route) {
      case Route.Alive _,
          Route.Live _,
          Route.Ready _,
          Route.ServerLive _,
          Route.ServerReady _,
          Route.ModelReady _,
          Route.V1.Model _,
          Route.SageMaker.Ping _ ->
          EndpointGroup.HEALTH;
      case Route.ServerMetadata _,
          Route.Models _,
          Route.ModelMetadata _,
          Route.Documentation _,
          Route.V1.Models _,
          Route.V1.Metadata _ ->
          EndpointGroup.METADATA;
      case Route.Infer _,
          Route.Generate _,
          Route.GenerateStream _,
          Route.InferStream _,
          Route.V1.Predict _,
          Route.V1.Explain _,
          Route.V1.Examples _,
          Route.SageMaker.Invocations _ ->
          EndpointGroup.INFERENCE;
      case Route.SharedMemoryStatus _,
          Route.SharedMemoryRegister _,
          Route.SharedMemoryUnregister _,
          Route.CudaSharedMemory _ ->
          EndpointGroup.SHARED_MEMORY;
      case Route.Statistics _ -> EndpointGroup.STATISTICS;
      case Route.ModelConfig _ -> EndpointGroup.MODEL_CONFIG;
      case Route.RepositoryIndex _, Route.RepositoryLoad _, Route.RepositoryUnload _ ->
          EndpointGroup.MODEL_REPOSITORY;
      case Route.Metrics _ -> EndpointGroup.METRICS;
      case Route.Settings.Log _ -> EndpointGroup.LOGGING;
      case Route.Settings.Trace _ -> EndpointGroup.TRACE;
      // which paths there are is what the server says of itself
      case Route.V1.Labelled _, Route.NotFound _, Route.MethodNotAllowed _ ->
          EndpointGroup.METADATA;
    };
  }

  static EndpointGroup of(InferenceMethod method) {
    return switch (method) {
      case SERVER_LIVE, SERVER_READY, MODEL_READY -> EndpointGroup.HEALTH;
      case SERVER_METADATA, MODEL_METADATA -> EndpointGroup.METADATA;
      case SYSTEM_SHARED_MEMORY_STATUS,
          SYSTEM_SHARED_MEMORY_REGISTER,
          SYSTEM_SHARED_MEMORY_UNREGISTER,
          CUDA_SHARED_MEMORY_STATUS,
          CUDA_SHARED_MEMORY_REGISTER,
          CUDA_SHARED_MEMORY_UNREGISTER ->
          EndpointGroup.SHARED_MEMORY;
      case MODEL_INFER, MODEL_STREAM_INFER -> EndpointGroup.INFERENCE;
      case MODEL_STATISTICS -> EndpointGroup.STATISTICS;
      case LOG_SETTINGS -> EndpointGroup.LOGGING;
      case TRACE_SETTING -> EndpointGroup.TRACE;
    };
  }
}
