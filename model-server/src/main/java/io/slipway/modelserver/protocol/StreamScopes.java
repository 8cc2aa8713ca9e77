// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/** What the requests of one stream see: the same for all, unless each is listened to. */
final class StreamScopes {
  private final Caller caller;
  private final Scope scope;
  private final Scope view;
  private final PayloadLogs payloads;

  StreamScopes(Caller caller, Scope scope, PayloadLogs payloads) {
    this.caller = caller;
    this.scope = scope;
    this.view = caller.view(scope);
    this.payloads = payloads;
  }

  /** Listens to the next request; null if nothing is logged. */
  @Nullable PayloadTap tap(HttpHeaders metadata, RequestBody message) {
    return payloads.grpc(metadata, message);
  }

  /** The scope of the request that {@code tap} listens to. */
  Scope of(@Nullable PayloadTap tap) {
    return tap == null ? view : caller.view(TappedEndpoint.over(scope, tap));
  }
}
