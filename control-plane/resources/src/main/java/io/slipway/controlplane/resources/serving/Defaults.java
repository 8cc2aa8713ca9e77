// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.resources.serving.InferenceService.Metadata;
import java.util.Map;
import java.util.Set;

/**
 * The values that KServe's webhook sets where the user set none. A pure function; a service with
 * its defaults is left as it is.
 *
 * <p>Left to what runs a service: the serving runtime and what comes with it, and the resources of
 * a container, both of which a cluster's configuration decides.
 */
final class Defaults {
  /** Formats that are the names of servers. */
  private static final Set<String> SPEAK_V2 = Set.of("triton", "vLLM");

  private Defaults() {}

  static InferenceService apply(InferenceService service) {
    Metadata metadata = service.metadata();
    String namespace = metadata.namespace();
    Metadata placed =
        new Metadata(
            metadata.name(),
            namespace == null || namespace.isEmpty() ? DeployContract.DEFAULT_NAMESPACE : namespace,
            metadata.labels(),
            metadata.annotations(),
            metadata.generation());
    return new InferenceService(
        placed,
        predictor(service.predictor()),
        service.transformer(),
        service.explainer(),
        service.canary());
  }

  private static Predictor predictor(Predictor predictor) {
    ModelSpec model = predictor.model();
    for (Map.Entry<String, ModelSpec> framework : predictor.frameworks().entrySet()) {
      model = asModel(framework.getKey(), framework.getValue());
    }
    ComponentExtension extension = predictor.extension();
    return new Predictor(
        predictor.name(),
        model == null ? null : withProtocol(model),
        Map.of(),
        predictor.containers(),
        extension.minReplicas() == null ? extension.withMinReplicas(1) : extension);
  }

  /** The older form: the framework's field is a model of the format of that name. */
  private static ModelSpec asModel(String framework, ModelSpec spec) {
    ModelSpec model = spec.withFormat(new ModelFormat(framework, null));
    boolean speaksV2 =
        switch (framework) {
          case "triton", "onnx", "huggingface" -> true;
          default -> false;
        };
    return speaksV2 && model.protocolVersion() == null ? model.withProtocol(Protocol.V2) : model;
  }

  /** Whoever names a runtime gets the protocol that it has, which is not known here. */
  private static ModelSpec withProtocol(ModelSpec model) {
    if (model.protocolVersion() != null) {
      return model;
    }
    ModelFormat format = model.modelFormat();
    if (format != null && SPEAK_V2.contains(format.name())) {
      return model.withProtocol(Protocol.V2);
    }
    return model.runtime() == null ? model.withProtocol(Protocol.V1) : model;
  }
}
