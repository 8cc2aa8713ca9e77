// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.StatusCause;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A field that an apply would change and another owns. */
record FieldConflict(FieldOwner owner, List<PathElement> path) {
  /** The refusal that names them all, by owner. */
  static ApiException refusal(List<FieldConflict> conflicts) {
    List<StatusCause> causes = conflicts.stream().map(FieldConflict::cause).toList();
    return ApiErrors.applyConflict(message(conflicts), causes);
  }

  private StatusCause cause() {
    return new StatusCause(
        "FieldManagerConflict", "conflict with " + owner.shown(), FieldSet.show(path));
  }

  private static String message(List<FieldConflict> conflicts) {
    if (conflicts.size() == 1) {
      FieldConflict only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with "
          + only.owner.shown()
          + ": "
          + FieldSet.show(only.path);
    }
    Map<FieldOwner, StringBuilder> byOwner = new TreeMap<>();
    for (FieldConflict conflict : conflicts) {
      byOwner
          .computeIfAbsent(
              conflict.owner,
              owner -> new StringBuilder("conflicts with ").append(owner.shown()).append(':'))
          .append("\n- ")
          .append(FieldSet.show(conflict.path));
    }
    return "Apply failed with "
        + conflicts.size()
        + " conflicts: "
        + String.join("\n", byOwner.values());
  }

  /** Carries conflicts to where it is known whether they matter. */
  static final class Conflicts extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldConflict> conflicts;

    Conflicts(List<FieldConflict> conflicts) {
      super("conflicts", null, false, false);
      this.conflicts = List.copyOf(conflicts);
    }

    List<FieldConflict> conflicts() {
      return conflicts;
    }
  }
}
