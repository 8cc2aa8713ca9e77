// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.ModelSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A service: one model under the service's name.
 *
 * @param format the model format, null to tell by the file
 * @param limits of its own, NONE for those that every service has
 * @param log of its own, null for the one that every service has
 * @param execution how its requests are run, null for how every model's are
 */
public record ServiceToServe(
    ServiceName name,
    String version,
    @Nullable String format,
    ModelSpec.Location location,
    Limits limits,
    @Nullable ServiceLogConfig log,
    @Nullable ExecutionConfig execution) {
  /** With the limits, the log and the execution that every service has. */
  public ServiceToServe(
      ServiceName name, String version, @Nullable String format, ModelSpec.Location location) {
    this(name, version, format, location, Limits.NONE, null, null);
  }

  public ServiceToServe {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(limits, "limits");
  }
}
