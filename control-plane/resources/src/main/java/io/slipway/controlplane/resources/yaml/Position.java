// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import java.util.Objects;

/**
 * A place in a text.
 *
 * @param source what the text is called, usually a file name
 * @param line counted from 1
 * @param column counted from 1, in Unicode code points
 */
public record Position(String source, int line, int column) implements Comparable<Position> {
  public Position {
    Objects.requireNonNull(source, "source");
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException(
          "line and column: " + line + ", " + column + " (expected: both from 1)");
    }
  }

  /** The beginning of a text. */
  public static Position startOf(String source) {
    return new Position(source, 1, 1);
  }

  @Override
  public int compareTo(Position other) {
    int bySource = source.compareTo(other.source);
    if (bySource != 0) {
      return bySource;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /** {@code source:line:column}, the form that editors and terminals make a link of. */
  @Override
  public String toString() {
    return source + ":" + line + ":" + column;
  }
}
