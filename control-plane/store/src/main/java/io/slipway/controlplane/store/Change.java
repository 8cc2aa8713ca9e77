// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import org.jspecify.annotations.Nullable;

/** One accepted write. */
public sealed interface Change {
  /** Every change has its own; a later change has a higher one. */
  long revision();

  Key key();

  /** The object as it is then; null if it is deleted. */
  @Nullable Stored after();

  /** The object as it was, with the revision of the write before; null if it is new. */
  @Nullable Stored before();

  /** What it takes in memory and in the log, about. */
  default long bytes() {
    Stored after = after();
    Stored before = before();
    return 256L
        + (after == null ? 0 : after.value().length)
        + (before == null ? 0 : before.value().length);
  }

  record Added(Stored after) implements Change {
    @Override
    public long revision() {
      return after.revision();
    }

    @Override
    public Key key() {
      return after.key();
    }

    @Override
    public @Nullable Stored before() {
      return null;
    }
  }

  record Modified(Stored after, Stored before) implements Change {
    @Override
    public long revision() {
      return after.revision();
    }

    @Override
    public Key key() {
      return after.key();
    }
  }

  /**
   * @param revision of the deletion
   */
  record Deleted(long revision, Stored before) implements Change {
    @Override
    public Key key() {
      return before.key();
    }

    @Override
    public @Nullable Stored after() {
      return null;
    }
  }
}
