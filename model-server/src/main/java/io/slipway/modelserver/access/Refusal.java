// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;

/**
 * A request that is not let in.
 *
 * @param message for the caller
 * @param retryNanos after which a limit would let it in, 0 if time changes nothing
 */
public record Refusal(Reason reason, String message, long retryNanos) {
  /** Why requests are refused, as metrics count it. */
  public enum Reason {
    /** Its group is restricted to requests with a certain header. */
    RESTRICTED(ErrorCode.PERMISSION_DENIED),
    UNAUTHENTICATED(ErrorCode.UNAUTHENTICATED),
    PERMISSION_DENIED(ErrorCode.PERMISSION_DENIED),
    CLIENT_RATE(ErrorCode.RESOURCE_EXHAUSTED),
    CLIENT_CONCURRENCY(ErrorCode.RESOURCE_EXHAUSTED),
    CLIENT_BYTES(ErrorCode.TOO_LARGE),
    SERVICE_RATE(ErrorCode.RESOURCE_EXHAUSTED),
    SERVICE_CONCURRENCY(ErrorCode.RESOURCE_EXHAUSTED),
    SERVICE_BYTES(ErrorCode.TOO_LARGE);

    private final ErrorCode code;

    Reason(ErrorCode code) {
      this.code = code;
    }
  }

  public static Refusal of(Reason reason, String message) {
    return new Refusal(reason, message, 0);
  }

  /** As the caller sees it. */
  public ServingException failure() {
    return retryNanos == 0
        ? new ServingException(reason.code, message)
        : ServingException.retryAfter(reason.code, message, retryNanos);
  }
}
