// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import java.util.ArrayList;
import java.util.List;

/**
 * Fields that a request cannot change whatever it says, and so does not come to own: the status on
 * the main resource, all else on its status.
 */
public final class IgnoredFields {
  /** Everything counts. */
  public static final IgnoredFields NONE = new IgnoredFields(new FieldSet(), false);

  private final FieldSet fields;
  private final boolean allOthers;

  private IgnoredFields(FieldSet fields, boolean allOthers) {
    this.fields = fields;
    this.allOthers = allOthers;
  }

  /** These fields, each a path of names with dots between: {@code status}. */
  public static IgnoredFields of(String... paths) {
    FieldSet set = new FieldSet();
    for (String path : paths) {
      List<PathElement> elements = new ArrayList<>();
      for (String name : path.split("\\.", -1)) {
        elements.add(new PathElement.Name(name));
      }
      set.add(elements);
    }
    return new IgnoredFields(set, false);
  }

  /** All but one field of the object. */
  public static IgnoredFields allBut(String name) {
    return new IgnoredFields(of(name).fields, true);
  }

  FieldSet without(FieldSet set) {
    if (!allOthers) {
      return fields.isEmpty() ? set : set.minusAllWithin(fields);
    }
    FieldSet rest = new FieldSet();
    for (PathElement kept : fields.members()) {
      if (set.hasMember(kept)) {
        rest.addMember(kept);
      }
      FieldSet below = set.below(kept);
      if (below != null) {
        rest.putChild(kept, below);
      }
    }
    return rest;
  }
}
