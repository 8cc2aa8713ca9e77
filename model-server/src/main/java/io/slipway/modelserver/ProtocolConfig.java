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
 * @param clientSharedMemory whether clients may pass tensors through shared memory: whoever may
 *     then call the server can read and write every memory object of the server's user
 */
public record ProtocolConfig(
    HeaderForwarding headerForwarding, StreamDialect streamDialect, boolean clientSharedMemory) {
  public static final ProtocolConfig DEFAULTS =
      new ProtocolConfig(HeaderForwarding.NONE, StreamDialect.TRITON, false);

  public ProtocolConfig {
    Objects.requireNonNull(headerForwarding, "headerForwarding");
    Objects.requireNonNull(streamDialect, "streamDialect");
  }

  public ProtocolConfig withStreamDialect(StreamDialect value) {
    return new ProtocolConfig(headerForwarding, value, clientSharedMemory);
  }

  public ProtocolConfig withClientSharedMemory(boolean value) {
    return new ProtocolConfig(headerForwarding, streamDialect, value);
  }
}
