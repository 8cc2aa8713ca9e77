// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/**
 * A list or watch is about a revision that the store cannot go back to, or has not reached.
 * Kubernetes' answers are 410 {@code Expired} and 504 with the cause {@code
 * ResourceVersionTooLarge}.
 */
public final class RevisionUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long requested;
  private final long oldest;
  private final long newest;

  RevisionUnavailableException(long requested, long oldest, long newest) {
    super(
        requested < oldest
            ? "revision %d is too old: the change log starts at %d (expected: list again)"
                .formatted(requested, oldest)
            : "revision %d is not reached yet: the newest is %d".formatted(requested, newest),
        null,
        false,
        false);
    this.requested = requested;
    this.oldest = oldest;
    this.newest = newest;
  }

  /** True if the revision is gone for good, false if it lies ahead. */
  public boolean expired() {
    return requested < oldest;
  }

  public long requested() {
    return requested;
  }

  public long oldest() {
    return oldest;
  }

  public long newest() {
    return newest;
  }
}
