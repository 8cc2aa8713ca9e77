// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import io.slipway.controlplane.resources.serving.ComponentExtension.Batcher;
import io.slipway.controlplane.resources.serving.ComponentExtension.Logger;
import io.slipway.controlplane.resources.serving.InferenceService;
import io.slipway.controlplane.resources.serving.ModelFormat;
import io.slipway.controlplane.resources.serving.ModelSpec;
import io.slipway.controlplane.resources.serving.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a process needs to know to serve a model.
 *
 * @param name of the service, with its namespace
 * @param modelName the name in the protocols' paths, which is the service's name
 * @param modelFormat name of the format, such as {@code onnx}
 * @param storageUri as the user wrote it; a relative path is relative to the working directory
 * @param protocol the protocol the user asks for
 * @param annotations of the service, unchanged
 * @param containerConcurrency how many requests the model may run at once, 0 for the server's
 *     choice
 * @param arguments of the model server, as the user wrote them
 * @param batcher which requests run together, null if none
 * @param logger where requests and responses are sent, null if nowhere
 */
public record ServiceDefinition(
    ResourceName name,
    String modelName,
    String modelFormat,
    String storageUri,
    Protocol protocol,
    Map<String, String> annotations,
    long containerConcurrency,
    List<String> arguments,
    @Nullable Batcher batcher,
    @Nullable Logger logger) {

  public ServiceDefinition {
    arguments = List.copyOf(arguments);
    annotations = Map.copyOf(annotations);
  }

  /** Of a service with its defaults that was found valid. */
  static ServiceDefinition of(InferenceService service) {
    InferenceService.Metadata metadata = service.metadata();
    ModelSpec model = Objects.requireNonNull(service.predictor().model(), "spec.predictor.model");
    ModelFormat format = Objects.requireNonNull(model.modelFormat(), "modelFormat");
    return new ServiceDefinition(
        new ResourceName(
            Objects.requireNonNull(metadata.namespace(), "namespace"), metadata.name()),
        metadata.name(),
        format.name(),
        Objects.requireNonNull(model.storageUri(), "storageUri"),
        Objects.requireNonNullElse(model.protocolVersion(), Protocol.V1),
        metadata.annotations(),
        Objects.requireNonNullElse(service.predictor().extension().containerConcurrency(), 0L),
        model.container().args(),
        service.predictor().extension().batcher(),
        service.predictor().extension().logger());
  }
}
