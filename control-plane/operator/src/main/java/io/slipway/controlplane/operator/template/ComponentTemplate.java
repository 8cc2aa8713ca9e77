// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.PodTemplate;
import io.slipway.controlplane.operator.revision.ServingContainers;
import io.slipway.controlplane.operator.runtime.BuiltInRuntimes;
import io.slipway.controlplane.operator.runtime.ModelNeeds;
import io.slipway.controlplane.operator.runtime.RuntimeFields;
import io.slipway.controlplane.operator.runtime.RuntimeSelection;
import io.slipway.controlplane.operator.runtime.Selection;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.resources.serving.ModelFormat;
import io.slipway.controlplane.resources.serving.ModelSpec;
import io.slipway.controlplane.resources.serving.Predictor;
import io.slipway.controlplane.resources.serving.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the Pods of a component are made by.
 *
 * @param runtime which runtime the model got, null for a custom component
 */
public record ComponentTemplate(PodTemplate pods, @Nullable ServingRuntime runtime) {

  /** Annotations that say what is to be done with the service, not what its Pods are. */
  private static final Set<String> NOT_OF_PODS =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          "serving.kserve.io/stop",
          DeployContract.LIMITS_ANNOTATION,
          DeployContract.PAYLOAD_LOG_ANNOTATION,
          "autoscaling.knative.dev/min-scale",
          "autoscaling.knative.dev/max-scale");

  /**
   * @param predictor where a transformer or an explainer calls the predictor; asked if there is one
   * @throws UnservableException if no runtime serves the model, or the runtime can't be used
   */
  public static ComponentTemplate of(
      ServiceSpec spec,
      Component component,
      List<ServingRuntime> runtimes,
      Supplier<PredictorAddress> predictor)
      throws UnservableException {
    Map<String, Object> written = Fields.map(spec.object().spec(), component.toString());
    ModelSpec model = spec.service().predictor().model();
    if (component == Component.PREDICTOR && model != null) {
      ServingRuntime runtime = runtime(spec, model, runtimes);
      Map<String, Object> pod = ModelPod.of(spec, model, written, runtime);
      requireFitting(model, runtime, pod);
      requireReachable(spec, component, pod);
      pod = isModelServer(pod) ? pod : CustomPod.named(pod, spec.object().metadata().name(), false);
      boolean several = runtime.multiModel() && isWithout(model);
      if (several && !(isModelServer(pod) && !isAlone(spec, component))) {
        pod = SeveralModels.addTo(pod, ModelPod.SERVER);
      }
      pod = probed(pod, spec, component);
      requireNothingOfServer(spec, component, pod);
      return new ComponentTemplate(template(spec, component, pod, runtime.spec()), runtime);
    }
    Map<String, Object> pod = CustomPod.probed(CustomPod.of(written));
    requireReachable(spec, component, pod);
    requireNothingOfServer(spec, component, pod);
    if (component != Component.EXPLAINER && !isModelServer(pod)) {
      String service = spec.object().metadata().name();
      pod = CustomPod.named(pod, service, component == Component.TRANSFORMER);
    }
    if (component == Component.PREDICTOR && SeveralModels.areAskedForBy(written)) {
      String server = Fields.text(Fields.maps(pod, "containers").getFirst(), "name");
      pod = SeveralModels.addTo(pod, server);
    }
    if (component != Component.PREDICTOR) {
      pod = CustomPod.callingPredictor(pod, spec.object().metadata().name(), predictor.get());
    }
    return new ComponentTemplate(template(spec, component, pod, Map.of()), null);
  }

  /** A model server in the process of the agent says by itself when it is ready. */
  private static Map<String, Object> probed(
      Map<String, Object> pod, ServiceSpec spec, Component component) {
    if (!isModelServer(pod)) {
      return CustomPod.probed(pod);
    }
    return isAlone(spec, component) ? CustomPod.asked(pod, "/v2/health/ready") : pod;
  }

  /** Whether its model server is to be a process of its own. */
  private static boolean isAlone(ServiceSpec spec, Component component) {
    String isolation =
        spec.object().metadata().annotations().get(DeployContract.ISOLATION_ANNOTATION);
    isolation =
        spec.extension(component)
            .annotations()
            .getOrDefault(DeployContract.ISOLATION_ANNOTATION, isolation);
    return "process".equals(isolation);
  }

  /** What KServe's agent and queue do before any server, is done here by Slipway's own. */
  private static void requireNothingOfServer(
      ServiceSpec spec, Component component, Map<String, Object> pod) throws UnservableException {
    if (isModelServer(pod)) {
      return;
    }
    Long concurrency = spec.extension(component).containerConcurrency();
    String field = spec.extension(component).batcher() == null ? "" : "batcher";
    field = concurrency == null || concurrency == 0 ? field : "containerConcurrency";
    if (!field.isEmpty()) {
      throw new UnservableException(
          "InvalidPredictorSpec",
          "spec."
              + component
              + "."
              + field
              + ": not supported here: only Slipway's own model server does it");
    }
  }

  /** A transformer in a Pod calls the server by the Pod's own address. */
  private static void requireReachable(
      ServiceSpec spec, Component component, Map<String, Object> pod) throws UnservableException {
    if (ServingContainers.haveTransformer(pod) && isModelServer(pod) && !isAlone(spec, component)) {
      throw new UnservableException(
          "InvalidPredictorSpec",
          "spec.predictor.containers: not supported here: a "
              + ServingContainers.TRANSFORMER
              + " beside Slipway's own model server inside of its process (expected: the annotation"
              + " "
              + DeployContract.ISOLATION_ANNOTATION
              + ": process, or spec.transformer)");
    }
  }

  private static boolean isModelServer(Map<String, Object> pod) {
    String image = Fields.text(Fields.maps(pod, "containers").getFirst(), "image");
    return image.equals(BuiltInRuntimes.MODEL_SERVER_IMAGE);
  }

  private static ServingRuntime runtime(
      ServiceSpec spec, ModelSpec model, List<ServingRuntime> runtimes) throws UnservableException {
    ModelFormat format = model.modelFormat();
    if (format == null) {
      throw new UnservableException(
          Selection.Reason.NO_SUPPORTING_RUNTIME.toString(),
          "spec.predictor.model.modelFormat: required (expected: one that runtime \""
              + model.runtime()
              + "\" serves)");
    }
    Protocol protocol = model.protocolVersion();
    Selection selection =
        RuntimeSelection.select(
            new ModelNeeds(
                spec.object().metadata().namespace(),
                format.name(),
                format.version(),
                protocol == null ? null : protocol.toString(),
                model.runtime(),
                isWithout(model)),
            runtimes);
    return switch (selection) {
      case Selection.Chosen(ServingRuntime runtime) -> usable(runtime);
      case Selection.None(Selection.Reason reason, String message) ->
          throw new UnservableException(
              reason.toString(), field(spec, model, reason) + ": " + message);
    };
  }

  /** Whether its models come later; what fetches its model by itself has one all the same. */
  private static boolean isWithout(ModelSpec model) {
    ModelFormat format = model.modelFormat();
    boolean fetches = format != null && format.name().equals("huggingface");
    return model.storageUri() == null && !fetches;
  }

  /** Slipway's own runtimes are the one for a model and the other for models that come later. */
  private static void requireFitting(
      ModelSpec model, ServingRuntime runtime, Map<String, Object> pod) throws UnservableException {
    boolean fits =
        switch (runtime.name()) {
          case BuiltInRuntimes.SLIPWAY -> model.storageUri() != null;
          case BuiltInRuntimes.SLIPWAY_MODELS -> model.storageUri() == null;
          default -> true;
        };
    if (!fits && isModelServer(pod)) {
      throw new UnservableException(
          "InvalidPredictorSpec",
          "spec.predictor.model.storageUri: "
              + (model.storageUri() == null ? "required by" : "not for")
              + " runtime \""
              + runtime.name()
              + "\" (expected: no runtime, which lets Slipway choose)");
    }
  }

  /** What has to be changed for there to be a runtime. */
  private static String field(ServiceSpec spec, ModelSpec model, Selection.Reason reason) {
    Map<String, Object> predictor = Fields.map(spec.object().spec(), "predictor");
    for (String framework : Predictor.FRAMEWORKS) {
      if (predictor.containsKey(framework)) {
        return "spec.predictor." + framework;
      }
    }
    boolean ofRuntime = reason != Selection.Reason.NO_SUPPORTING_RUNTIME || model.runtime() != null;
    return "spec.predictor.model." + (ofRuntime ? "runtime" : "modelFormat");
  }

  private static ServingRuntime usable(ServingRuntime runtime) throws UnservableException {
    String refused = RuntimeFields.refused(runtime.spec());
    if (refused != null) {
      throw new UnservableException(
          "InvalidPredictorSpec", "runtime \"" + runtime.name() + "\": " + refused);
    }
    return runtime;
  }

  private static PodTemplate template(
      ServiceSpec spec, Component component, Map<String, Object> pod, Map<String, Object> runtime) {
    Metadata service = spec.object().metadata();
    Map<String, String> labels = new LinkedHashMap<>(Fields.texts(runtime, "labels"));
    labels.putAll(service.labels());
    labels.putAll(spec.extension(component).labels());
    Map<String, String> annotations = new LinkedHashMap<>(Fields.texts(runtime, "annotations"));
    for (Map.Entry<String, String> each : service.annotations().entrySet()) {
      if (!NOT_OF_PODS.contains(each.getKey())) {
        annotations.put(each.getKey(), each.getValue());
      }
    }
    annotations.putAll(spec.extension(component).annotations());
    annotations.putAll(ServerAnnotations.of(spec.extension(component)));
    return new PodTemplate(labels, annotations, pod);
  }
}
