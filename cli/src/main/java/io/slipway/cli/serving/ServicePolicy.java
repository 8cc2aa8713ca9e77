// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
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
import java.util.List;
import java.util.Locale;
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
    String limits = service.annotations().get(DeployContract.LIMITS_ANNOTATION);
    String config = service.annotations().get(DeployContract.MODEL_CONFIG_ANNOTATION);
    Logger logger = service.logger();
    boolean ownExecution =
        service.containerConcurrency() > 0
            || service.batcher() != null
            || !service.arguments().isEmpty();
    return limits == null && logger == null && config == null && !ownExecution
        ? NONE
        : new ServicePolicy(
            limits(limits, faults),
            log(service, logger, faults),
            ownExecution ? execution(service, execution, faults) : null,
            config == null ? null : config(config, faults));
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

  private static Limits limits(@Nullable String text, List<String> faults) {
    try {
      return text == null ? Limits.NONE : Limits.parse(text);
    } catch (IllegalArgumentException e) {
      faults.add(annotation(DeployContract.LIMITS_ANNOTATION) + e.getMessage());
      return Limits.NONE;
    }
  }

  private static String annotation(String name) {
    return "metadata.annotations[" + name + "]: ";
  }

  private static @Nullable ServiceLogConfig log(
      ServiceDefinition service, @Nullable Logger logger, List<String> faults) {
    if (logger == null) {
      return null;
    }
    String options = service.annotations().get(DeployContract.PAYLOAD_LOG_ANNOTATION);
    String field = "spec.predictor.logger.url: ";
    try {
      Destination destination = Destination.parse(String.valueOf(logger.url()));
      field = annotation(DeployContract.PAYLOAD_LOG_ANNOTATION);
      LogOptions how = options == null ? LogOptions.DEFAULTS : LogOptions.parse(options);
      field = "spec.predictor.logger.metadataHeaders: ";
      return new ServiceLogConfig(
          destination,
          Mode.valueOf(logger.mode().toUpperCase(Locale.ROOT)),
          logger.headers(),
          ServiceLogConfig.selected(service.annotations(), logger.annotations()),
          how);
    } catch (IllegalArgumentException e) {
      faults.add(field + e.getMessage());
      return null;
    }
  }
}
