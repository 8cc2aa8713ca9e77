// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;

/**
 * Listens to a call whose messages somebody else answers: which of them answers which is not known,
 * so all have the id of the call. Thread-safe.
 */
public final class StreamTap {
  private final SampledRequest call;

  StreamTap(SampledRequest call) {
    this.call = call;
  }

  /** A message of the client, which is borrowed. */
  public void request(RequestBody message) {
    call.request(message, PayloadLogs.PROTOBUF, null);
  }

  /** A message back, which is borrowed. */
  public void response(OutputBuffer message) {
    call.response(message, PayloadLogs.PROTOBUF, null);
  }
}
