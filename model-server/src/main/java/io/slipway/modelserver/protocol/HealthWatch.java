// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.grpc.HealthCheckMessages;
import io.slipway.transport.codec.grpc.HealthCheckMessages.ServingStatus;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.memory.RequestBody;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call of {@code Watch}: tells the status, and each change of it, until the client goes. */
final class HealthWatch implements GrpcStreamingMethod.Receiver {
  private final GrpcStreamingCall call;
  private final HealthWatches watches;
  private final Function<String, ServingStatus> statuses;
  private @Nullable String service;
  private @Nullable ServingStatus told;

  /**
   * @param statuses what the status of a service is now
   */
  HealthWatch(
      GrpcStreamingCall call, HealthWatches watches, Function<String, ServingStatus> statuses) {
    this.call = call;
    this.watches = watches;
    this.statuses = statuses;
    call.onCancel(() -> watches.remove(this));
    call.request(1);
  }

  @Override
  public void message(RequestBody message) {
    synchronized (this) {
      service = HealthCheckMessages.decodeService(message);
    }
    look();
    watches.add(this);
  }

  /** Tells the client if its service has another status than it was told. */
  synchronized void look() {
    if (service == null) {
      return;
    }
    ServingStatus now = statuses.apply(service);
    if (now != told) {
      told = now;
      call.send(GrpcHealth.message(now));
    }
  }

  @Override
  public void end() {
    // it has said what it wants to know
    synchronized (this) {
      if (service != null) {
        return;
      }
    }
    call.fail(ServingException.invalid("no HealthCheckRequest before the end of the call"));
  }

  @Override
  public void drain() {
    look();
    watches.remove(this);
    call.fail(new ServingException(ErrorCode.UNAVAILABLE, "the server is stopping"));
  }
}
