// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpHeaders;

/**
 * Lets requests in or refuses them: both fronts ask it once for each, before anything of the body
 * is decoded. Thread-safe.
 */
public final class Gate {
  private final SecurityConfig config;
  private final boolean open;

  public Gate(SecurityConfig config) {
    this.config = config;
    this.open = config.isOpen();
  }

  /**
   * @throws ServingException if an HTTP request with these headers may not go this way
   */
  void http(Route route, HttpHeaders headers) {
    if (!open) {
      check(config.httpRestrictions(), EndpointGroups.of(route), headers);
    }
  }

  /**
   * @throws ServingException if a call with this metadata may not use the method
   */
  void grpc(InferenceMethod method, GrpcCall call) {
    if (!open) {
      grpc(EndpointGroups.of(method), call.metadata());
    }
  }

  /** As above, for methods of other services and for calls with streams of messages. */
  void grpc(EndpointGroup group, HttpHeaders metadata) {
    if (!open) {
      check(config.grpcRestrictions(), group, metadata);
    }
  }

  private static void check(
      HeaderRestrictions restrictions, EndpointGroup group, HttpHeaders headers) {
    String refusal = restrictions.refusal(group, headers);
    if (refusal != null) {
      throw new ServingException(ErrorCode.PERMISSION_DENIED, refusal);
    }
  }
}
