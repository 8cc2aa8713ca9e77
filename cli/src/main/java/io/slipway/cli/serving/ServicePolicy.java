// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RequestRules.PayloadLog;
import io.slipway.cli.command.ServiceArguments;
import io.slipway.controlplane.resources.ServiceDefinition;
import io.slipway.controlplane.resources.serving.ComponentExtension.Batcher;
import io.slipway.controlplane.resources.serving.ComponentExtension.Logger;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.QueuePolicies;
import io.slipway.modelserver.execution.QueuePolicies.TimeoutAction;
import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service's file says about its limits, its log and how its model is run.
 *
 * @param log null if it has none
 * @param execution null for that of every model
 * @param config the model's configuration, in place of one beside the model; null to read that
 */
record ServicePolicy(
    Limits limits,
    @Nullable ServiceLogConfig log,
    @Nullable ExecutionConfig execution,
    @Nullable ModelConfig config) {
  /** Says nothing. */
  static final ServicePolicy NONE = new ServicePolicy(Limits.NONE, null, null, null);

  /**
   * @param execution that of every model
   * @param faults where those of the service are added, each with its field
   */
  static ServicePolicy of(
      ServiceDefinition service, ExecutionConfig execution, List<String> faults) {
    RequestRules rules = rules(service);
    String config = service.annotations().get(DeployContract.MODEL_CONFIG_ANNOTATION);
    boolean ownExecution =
        service.containerConcurrency() > 0
            || service.batcher() != null
            || !service.arguments().isEmpty();
    return rules.limits() == null && rules.log() == null && config == null && !ownExecution
        ? NONE
        : new ServicePolicy(
            limits(rules, faults),
            log(rules, faults),
            ownExecution ? execution(service, execution, faults) : null,
            config == null ? null : config(config, faults));
  }

  /** What a service says of its requests, as the operator reads it of one that is applied. */
  private static RequestRules rules(ServiceDefinition service) {
    Map<String, String> annotations = service.annotations();
    Logger logger = service.logger();
    return new RequestRules(
        RequestRules.NONE.component(),
        annotations.get(DeployContract.LIMITS_ANNOTATION),
        logger == null
            ? null
            : new PayloadLog(
                String.valueOf(logger.url()),
                logger.mode(),
                logger.headers(),
                ServiceLogConfig.selected(annotations, logger.annotations()),
                annotations.get(DeployContract.PAYLOAD_LOG_ANNOTATION)));
  }

  /** What is wrong with rules, each with its field. */
  static List<String> faults(RequestRules rules) {
    List<String> faults = new ArrayList<>();
    limits(rules, faults);
    log(rules, faults);
    return faults;
  }

  /** The limits that rules say; NONE if they say none, or are wrong. */
  static Limits limits(RequestRules rules, List<String> faults) {
    String text = rules.limits();
    try {
      return text == null ? Limits.NONE : Limits.parse(text);
    } catch (IllegalArgumentException e) {
      faults.add(annotation(DeployContract.LIMITS_ANNOTATION) + e.getMessage());
      return Limits.NONE;
    }
  }

  /** The log that rules say; null if they say none, or are wrong. */
  static @Nullable ServiceLogConfig log(RequestRules rules, List<String> faults) {
    PayloadLog log = rules.log();
    return log == null ? null : log(rules.component(), log, faults);
  }

  private static @Nullable ExecutionConfig execution(
      ServiceDefinition service, ExecutionConfig defaults, List<String> faults) {
    ExecutionConfig execution;
    try {
      execution =
          service.arguments().isEmpty()
              ? defaults
              : ServiceArguments.execution(
                  service.name().toString(), service.arguments(), defaults);
    } catch (IllegalArgumentException e) {
      faults.add("spec.predictor.model.args: " + e.getMessage());
      return null;
    }
    Batcher batcher = service.batcher();
    if (batcher != null) {
      execution = execution.withBatching(batching(batcher));
    }
    long atOnce = service.containerConcurrency();
    return atOnce > 0 && atOnce < execution.workers()
        ? execution.withWorkers((int) atOnce)
        : execution;
  }

  private static Batching batching(Batcher batcher) {
    return new Batching(
        batcher.size(),
        List.of(),
        batcher.delay(),
        false,
        QueuePolicies.of(0, batcher.patience(), TimeoutAction.REJECT),
        null);
  }

  private static @Nullable ModelConfig config(String text, List<String> faults) {
    try {
      return ModelConfig.readText(
          DeployContract.MODEL_CONFIG_ANNOTATION, text.getBytes(StandardCharsets.UTF_8));
    } catch (ServingException e) {
      faults.add("metadata.annotations: " + e.getMessage());
      return null;
    }
  }

  private static String annotation(String name) {
    return "metadata.annotations[" + name + "]: ";
  }

  private static @Nullable ServiceLogConfig log(
      String component, PayloadLog log, List<String> faults) {
    String logger = "spec." + component + ".logger.";
    String field = logger + "url: ";
    try {
      Destination destination = Destination.parse(log.url());
      field = annotation(DeployContract.PAYLOAD_LOG_ANNOTATION);
      String options = log.options();
      LogOptions how = options == null ? LogOptions.DEFAULTS : LogOptions.parse(options);
      field = logger + "mode: ";
      Mode mode = Mode.valueOf(log.mode().toUpperCase(Locale.ROOT));
      field = logger + "metadataHeaders: ";
      return new ServiceLogConfig(destination, mode, log.headers(), log.annotations(), how);
    } catch (IllegalArgumentException e) {
      faults.add(field + e.getMessage());
      return null;
    }
  }
}
