// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod.Receiver;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/** A call of which only its first message says who answers it. */
final class FirstMessage implements Receiver {
  /** Who answers. */
  interface Choice {
    /**
     * @param first null if the call ends without one
     */
    Receiver by(@Nullable RequestBody first);
  }

  private final Choice choice;
  private @Nullable Receiver chosen;

  FirstMessage(GrpcStreamingCall call, Choice choice) {
    this.choice = choice;
    call.request(1);
  }

  private Receiver receiver(@Nullable RequestBody first) {
    Receiver known = chosen;
    if (known == null) {
      known = choice.by(first);
      chosen = known;
    }
    return known;
  }

  @Override
  public void message(RequestBody message) {
    receiver(message).message(message);
  }

  @Override
  public void end() {
    receiver(null).end();
  }

  @Override
  public void drain() {
    receiver(null).drain();
  }
}
