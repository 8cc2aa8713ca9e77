// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.server.TransportObserver.Limit;

/** A request that HTTP/1.1 framing cannot go on from: answered with a status, then closed. */
final class HttpFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final Limit limit;

  HttpFault(int status, Limit limit, String message) {
    super(message, null, false, false);
    this.status = status;
    this.limit = limit;
  }

  static HttpFault malformed(String message) {
    return new HttpFault(400, Limit.MALFORMED, message);
  }

  /** Which limit a body is over that a service has not seen. */
  static Limit limitOf(ServingException failure) {
    return failure.code() == ErrorCode.TOO_LARGE ? Limit.BODY_BYTES : Limit.BUFFERED_BYTES;
  }

  int status() {
    return status;
  }

  Limit limit() {
    return limit;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
