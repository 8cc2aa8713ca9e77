// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import java.time.Duration;
import java.util.Optional;

/** A failure that may not happen again. */
final class TransientFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final transient Optional<Duration> retryAfter;

  TransientFailure(String reason, Optional<Duration> retryAfter, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  TransientFailure(String reason, Optional<Duration> retryAfter) {
    super(reason);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  String reason() {
    return reason;
  }

  /** How long the server asks to be left alone. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
