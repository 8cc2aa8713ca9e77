// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.resources.ServiceDefinition;
import io.slipway.controlplane.resources.serving.ComponentExtension.Logger;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a service's file says about its limits and its log.
 *
 * @param log null if it has none
 */
record ServicePolicy(Limits limits, @Nullable ServiceLogConfig log) {
  /** Says nothing. */
  static final ServicePolicy NONE = new ServicePolicy(Limits.NONE, null);

  /**
   * @param faults where those of the service are added, each with its field
   */
  static ServicePolicy of(ServiceDefinition service, List<String> faults) {
    String limits = service.annotations().get(DeployContract.LIMITS_ANNOTATION);
    Logger logger = service.logger();
    return limits == null && logger == null
        ? NONE
        : new ServicePolicy(limits(limits, faults), log(service, logger, faults));
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
