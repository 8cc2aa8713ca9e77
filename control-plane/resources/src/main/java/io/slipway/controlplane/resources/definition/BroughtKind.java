// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.definition;

import java.util.List;
import java.util.Locale;

/**
 * A kind that Slipway brings, in the one version that it has.
 *
 * @param shortName another name of the resource; empty for none
 * @param namespaced whether its objects are in namespaces
 * @param hasStatus whether the status is written apart
 * @param columns to print beside the name: name, type and path of each, with spaces between
 */
public record BroughtKind(
    String group,
    String version,
    String kind,
    String shortName,
    boolean namespaced,
    boolean hasStatus,
    List<String> columns) {
  public BroughtKind {
    columns = List.copyOf(columns);
  }

  public String singular() {
    return kind.toLowerCase(Locale.ROOT);
  }

  public String plural() {
    return singular() + 's';
  }

  /** What a column says: its name, its type and its path. */
  public static List<String> words(String column) {
    int first = column.indexOf(' ');
    int second = column.indexOf(' ', first + 1);
    return List.of(
        column.substring(0, first),
        column.substring(first + 1, second),
        column.substring(second + 1));
  }
}
