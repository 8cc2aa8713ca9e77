// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.protocol.HeaderForwarding;
import java.util.Objects;

/**
 * What of the prediction protocols is a matter of taste.
 *
 * @param headerForwarding which headers become parameters of a prediction
 */
public record ProtocolConfig(HeaderForwarding headerForwarding) {
  public static final ProtocolConfig DEFAULTS = new ProtocolConfig(HeaderForwarding.NONE);

  public ProtocolConfig {
    Objects.requireNonNull(headerForwarding, "headerForwarding");
  }
}
