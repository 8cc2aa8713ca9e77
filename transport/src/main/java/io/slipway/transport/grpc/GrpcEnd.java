// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.transport.http.HttpResponse.Header;
import java.util.List;

/**
 * How a call ended: its status, as it is on the wire, and what came with it.
 *
 * @param message empty if there was none
 * @param trailers further fields behind the messages
 */
public record GrpcEnd(int status, String message, List<Header> trailers) {
  public GrpcEnd {
    trailers = List.copyOf(trailers);
  }
}
