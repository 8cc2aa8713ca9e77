// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception a request can end with. Its message is shown to the caller: it says what was
 * wrong, where, and what was expected. It carries no stack trace unless it is {@link
 * ErrorCode#INTERNAL}, because clients cause the others at will.
 */
public final class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int DEFAULT_RETRY_SECONDS = 1;
  private static final int MAX_RETRY_SECONDS = 3600;

  private final ErrorCode code;
  private final int retrySeconds;

  public ServingException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public ServingException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, cause, DEFAULT_RETRY_SECONDS);
  }

  private ServingException(
      ErrorCode code, String message, @Nullable Throwable cause, int retrySeconds) {
    super(Objects.requireNonNull(message, "message"), cause, true, code == ErrorCode.INTERNAL);
    this.code = Objects.requireNonNull(code, "code");
    this.retrySeconds = retrySeconds;
  }

  /** What the caller is told; never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "message");
  }

  public ErrorCode code() {
    return code;
  }

  /** One that is expected to be over after some nanoseconds. */
  public static ServingException retryAfter(ErrorCode code, String message, long nanos) {
    return new ServingException(
        code,
        message,
        null,
        Math.clamp((nanos + 999_999_999) / 1_000_000_000, 1, MAX_RETRY_SECONDS));
  }

  /** The same failure, said to be one of {@code what}: {@code what: message}. */
  public ServingException of(String what) {
    return new ServingException(code, what + ": " + getMessage(), this, retrySeconds);
  }

  /** What {@code Retry-After} says if the code is {@linkplain ErrorCode#retryable retryable}. */
  public int retrySeconds() {
    return retrySeconds;
  }

  public static ServingException invalid(String message) {
    return new ServingException(ErrorCode.INVALID_ARGUMENT, message);
  }

  /**
   * What a failure of any kind looks like to the caller: itself if it is a {@code
   * ServingException}, else {@link ErrorCode#INTERNAL} with the kind of failure but no internals.
   */
  public static ServingException from(Throwable failure) {
    if (failure instanceof ServingException serving) {
      return serving;
    }
    return new ServingException(
        ErrorCode.INTERNAL,
        "internal error ("
            + failure.getClass().getSimpleName()
            + "); the server's log has the details",
        failure);
  }
}
