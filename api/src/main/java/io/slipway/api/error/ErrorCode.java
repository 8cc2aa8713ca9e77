// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.error;

/**
 * Why a request failed, with the status it has in each protocol.
 *
 * <p>gRPC numbers are those of {@code google.rpc.Code}; HTTP numbers are those of RFC 9110 (and
 * 499, which nginx introduced for a client that went away).
 */
public enum ErrorCode {
  /** The request itself is wrong: malformed, or it does not fit the model's signature. */
  INVALID_ARGUMENT(400, 3, false),
  /** No credential, or not a valid one. */
  UNAUTHENTICATED(401, 16, false),
  /** A valid caller who may not do this. */
  PERMISSION_DENIED(403, 7, false),
  /** No such model, version or path. */
  NOT_FOUND(404, 5, false),
  /** The path exists, the method does not apply to it. */
  METHOD_NOT_ALLOWED(405, 12, false),
  /** The client took too long to send its request. */
  REQUEST_TIMEOUT(408, 4, true),
  /** The state of the target does not allow this, e.g. a name that is taken. */
  CONFLICT(409, 9, false),
  /** The body, or what it unpacks to, is larger than the limit. */
  TOO_LARGE(413, 8, false),
  /** Content type or encoding that this endpoint does not read. */
  UNSUPPORTED_MEDIA_TYPE(415, 3, false),
  /** A limit of this caller or model is reached; try again later. */
  RESOURCE_EXHAUSTED(429, 8, true),
  /** The caller went away before the answer was ready. */
  CANCELLED(499, 1, false),
  /** A fault on our side. */
  INTERNAL(500, 13, false),
  /** Known by the protocol, not offered by this model or server. */
  NOT_IMPLEMENTED(501, 12, false),
  /** Not ready, draining or overloaded; try again later. */
  UNAVAILABLE(503, 14, true),
  /** The deadline passed before the answer was ready. */
  DEADLINE_EXCEEDED(504, 4, false);

  private final int httpStatus;
  private final int grpcStatus;
  private final boolean retryable;

  ErrorCode(int httpStatus, int grpcStatus, boolean retryable) {
    this.httpStatus = httpStatus;
    this.grpcStatus = grpcStatus;
    this.retryable = retryable;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public int grpcStatus() {
    return grpcStatus;
  }

  /** True if the same request may succeed later; such answers carry {@code Retry-After} in HTTP. */
  public boolean retryable() {
    return retryable;
  }
}
