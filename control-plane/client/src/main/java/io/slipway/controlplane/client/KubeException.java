// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import org.jspecify.annotations.Nullable;

/** The API refused a call, or could not be reached. */
public final class KubeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  /**
   * @param code the HTTP status; 0 if there was no answer
   * @param reason the {@code reason} of Kubernetes' {@code Status}, such as {@code Conflict}; may
   *     be empty
   */
  public KubeException(int code, String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  public boolean isNotFound() {
    return code == 404;
  }

  /** Somebody else has changed the object, or it is not the same one any more. */
  public boolean isConflict() {
    return code == 409 && !isAlreadyExists();
  }

  public boolean isAlreadyExists() {
    return code == 409 && reason.equals("AlreadyExists");
  }

  /** The revision asked for is too old: list again. */
  public boolean isGone() {
    return code == 410;
  }

  /** The same call may succeed later. */
  public boolean isTransient() {
    return code == 0 || code == 429 || code >= 500;
  }
}
