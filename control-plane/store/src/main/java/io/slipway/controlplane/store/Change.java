// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/** One accepted write. */
public sealed interface Change {
  /** Every change has its own; a later change has a higher one. */
  long revision();

  Key key();

  record Added(Stored object) implements Change {
    @Override
    public long revision() {
      return object.revision();
    }

    @Override
    public Key key() {
      return object.key();
    }
  }

  /**
   * @param previous the object as it was before
   */
  record Modified(Stored object, Stored previous) implements Change {
    @Override
    public long revision() {
      return object.revision();
    }

    @Override
    public Key key() {
      return object.key();
    }
  }

  /**
   * @param revision of the deletion
   * @param previous the object as it was before, with the revision of the write before
   */
  record Deleted(long revision, Stored previous) implements Change {
    @Override
    public Key key() {
      return previous.key();
    }
  }

  /** What it takes in memory, about. */
  default long bytes() {
    return switch (this) {
      case Added added -> 256L + added.object().value().length;
      case Modified modified ->
          384L + modified.object().value().length + modified.previous().value().length;
      case Deleted deleted -> 256L + deleted.previous().value().length;
    };
  }
}
