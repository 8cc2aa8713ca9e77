// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import java.util.function.BiConsumer;

/**
 * A command-line flag of another server, and what becomes of it here.
 *
 * @param name with its dashes
 */
record PeerFlag(String name, Peer peer, Meaning meaning) {
  /** Whose flag it is. */
  enum Peer {
    KSERVE("KServe"),
    TRITON("Triton");

    private final String title;

    Peer(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** What becomes of it. */
  sealed interface Meaning {
    /** An option of {@code serve} has its name and its meaning, as far as {@code note} says. */
    record Same(String note) implements Meaning {}

    /** An option of {@code serve} means the same. */
    record Renamed(String option) implements Meaning {}

    /** Its value is read by {@code action}. */
    record Read(String what, BiConsumer<PeerFlagReading, String> action) implements Meaning {}

    /** The server always behaves as with this value. */
    record Always(String value, String because) implements Meaning {}

    /** It changes nothing that a client sees; a warning says so. */
    record NoEffect(String because) implements Meaning {}

    /** It ends the command. */
    record Refused(String because) implements Meaning {}
  }

  /** As a cell of a table: what a person has to know. */
  String description() {
    return switch (meaning) {
      case Meaning.Same(String note) -> note.isEmpty() ? "the same" : "the same, " + note;
      case Meaning.Renamed(String option) -> "`" + option + "`";
      case Meaning.Read(String what, _) -> what;
      case Meaning.Always(String value, String because) ->
          "only `%s`: %s".formatted(value, because);
      case Meaning.NoEffect(String because) -> "no effect: " + because;
      case Meaning.Refused(String because) -> "refused: " + because;
    };
  }

  /** Whether a value follows it; the one that stands alone is a switch of Triton's. */
  boolean takesValue() {
    return !name.equals("--disable-auto-complete-config");
  }
}
