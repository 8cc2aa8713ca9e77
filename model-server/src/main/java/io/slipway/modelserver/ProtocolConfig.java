// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.protocol.HeaderForwarding;
import io.slipway.modelserver.protocol.StreamDialect;
import java.util.Objects;

/**
 * What of the prediction protocols is a matter of taste.
 *
 * @param headerForwarding which headers become parameters of a prediction
 * @param streamDialect what streaming gRPC predictions are answered with, unless a call says
 */
public record ProtocolConfig(HeaderForwarding headerForwarding, StreamDialect streamDialect) {
  public static final ProtocolConfig DEFAULTS =
      new ProtocolConfig(HeaderForwarding.NONE, StreamDialect.TRITON);

  public ProtocolConfig {
    Objects.requireNonNull(headerForwarding, "headerForwarding");
    Objects.requireNonNull(streamDialect, "streamDialect");
  }
}
