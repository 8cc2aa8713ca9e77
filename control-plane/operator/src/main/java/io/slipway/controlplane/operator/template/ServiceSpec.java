// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RequestRules.PayloadLog;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.revision.Traffic;
import io.slipway.controlplane.resources.schema.FieldError;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.schema.Findings;
import io.slipway.controlplane.resources.schema.IgnoredField;
import io.slipway.controlplane.resources.serving.CheckedService;
import io.slipway.controlplane.resources.serving.ComponentExtension;
import io.slipway.controlplane.resources.serving.ComponentExtension.Logger;
import io.slipway.controlplane.resources.serving.InferenceService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a service asks for, checked.
 *
 * @param object as the API has it
 * @param service with its defaults
 * @param ignored fields that do nothing here
 */
public record ServiceSpec(ApiObject object, InferenceService service, List<IgnoredField> ignored) {
  private static final String STOP = "serving.kserve.io/stop";

  public ServiceSpec {
    ignored = List.copyOf(ignored);
  }

  /**
   * @throws UnservableException with every fault and its field
   */
  public static ServiceSpec of(ApiObject object) throws UnservableException {
    Findings findings = new Findings();
    Optional<InferenceService> service =
        CheckedService.inPods(ServiceDocument.of(object), FieldValidation.WARN, findings);
    if (service.isEmpty()) {
      List<String> faults = new ArrayList<>();
      for (FieldError error : findings.errors()) {
        faults.add((error.path().isEmpty() ? "" : error.path() + ": ") + error.message());
      }
      throw new UnservableException("InvalidPredictorSpec", String.join("; ", faults));
    }
    return new ServiceSpec(object, service.get(), findings.ignored());
  }

  /** Whether the user wants it to be there and not to run. */
  public boolean isStopped() {
    return "true".equalsIgnoreCase(object.metadata().annotations().get(STOP));
  }

  /** In the order in which requests pass them, from the last to the first. */
  public List<Component> components() {
    List<Component> components = new ArrayList<>(List.of(Component.PREDICTOR));
    if (service.transformer() != null) {
      components.add(Component.TRANSFORMER);
    }
    if (service.explainer() != null) {
      components.add(Component.EXPLAINER);
    }
    return components;
  }

  /** How many copies of a component run. */
  public int replicas(Component component) {
    Integer least = extension(component).minReplicas();
    return least == null ? 1 : Math.max(1, least);
  }

  /** How many percent of the requests the newest revision of a component is to get. */
  public int canaryPercent(Component component) {
    Long percent = extension(component).canaryTrafficPercent();
    return percent == null ? Traffic.WHOLE : Math.toIntExact(percent);
  }

  /** What it says of the requests for a component. */
  public RequestRules rules(Component component) {
    Map<String, String> annotations = object.metadata().annotations();
    Logger logger = extension(component).logger();
    return new RequestRules(
        component.toString(),
        annotations.get(DeployContract.LIMITS_ANNOTATION),
        logger == null ? null : log(logger, annotations));
  }

  private static PayloadLog log(Logger logger, Map<String, String> annotations) {
    Map<String, String> logged = new LinkedHashMap<>(annotations);
    logged.keySet().retainAll(logger.annotations());
    return new PayloadLog(
        Objects.requireNonNull(logger.url(), "url"),
        logger.mode(),
        logger.headers(),
        logged,
        annotations.get(DeployContract.PAYLOAD_LOG_ANNOTATION));
  }

  ComponentExtension extension(Component component) {
    return switch (component) {
      case PREDICTOR -> service.predictor().extension();
      case TRANSFORMER -> Objects.requireNonNull(service.transformer(), "transformer").extension();
      case EXPLAINER -> Objects.requireNonNull(service.explainer(), "explainer").extension();
    };
  }
}
