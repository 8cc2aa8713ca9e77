// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

/** What a client calls a sequence. An integer and a text are never the same. */
sealed interface SequenceId {
  /** The bits of an unsigned integer. */
  record Numeric(long bits) implements SequenceId {
    @Override
    public String toString() {
      return Long.toUnsignedString(bits);
    }
  }

  /** A text. */
  record Text(String value) implements SequenceId {
    @Override
    public String toString() {
      return "'" + value + "'";
    }
  }
}
