// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which services have a log of their payloads.
 *
 * @param everywhere of services that have none of their own, null for none
 * @param services by {@code namespace/name}
 */
public record PayloadLogConfig(
    @Nullable ServiceLogConfig everywhere, Map<String, ServiceLogConfig> services) {
  /** Nothing is logged. */
  public static final PayloadLogConfig NONE = new PayloadLogConfig(null, Map.of());

  public PayloadLogConfig {
    services = Map.copyOf(services);
  }
}
