// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import java.util.ArrayList;
import java.util.List;

/** Where a document is not of its type; the lines are put together from the inside out. */
final class TypeErrors {
  private final List<String> lines = new ArrayList<>();

  void add(List<PathElement> path, String problem) {
    lines.add(path.isEmpty() ? problem : FieldSet.show(path) + ": " + problem);
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** One problem as it is, several under a heading. */
  String message() {
    return lines.size() == 1 ? lines.getFirst() : "errors:\n  " + String.join("\n  ", lines);
  }
}
