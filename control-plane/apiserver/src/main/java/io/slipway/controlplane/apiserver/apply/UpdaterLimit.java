// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps at most ten entries of those who updated: the oldest become one, for each version. Appliers
 * are not counted.
 */
final class UpdaterLimit {
  private static final int MAX = 10;
  private static final String NAME = "ancient-changes";

  private UpdaterLimit() {}

  static void enforce(Ownership ownership) {
    Map<FieldOwner, OwnedFields> owners = ownership.owners();
    List<FieldOwner> updaters = new ArrayList<>();
    for (FieldOwner owner : owners.keySet()) {
      if (!owner.applied()) {
        updaters.add(owner);
      }
    }
    int count = updaters.size();
    if (count <= MAX) {
      return;
    }
    updaters.sort(
        Comparator.comparingLong((FieldOwner owner) -> secondsOf(owners, owner))
            .thenComparing(Comparator.naturalOrder()));
    Map<String, FieldOwner> firsts = new HashMap<>();
    for (FieldOwner owner : updaters) {
      if (count <= MAX) {
        return;
      }
      FieldOwner first = firsts.putIfAbsent(owner.apiVersion(), owner);
      if (first != null) {
        join(owners, first, owner);
        count--;
      }
    }
  }

  private static long secondsOf(Map<FieldOwner, OwnedFields> owners, FieldOwner owner) {
    OwnedFields owned = owners.get(owner);
    return owned == null ? 0 : owned.seconds();
  }

  private static void join(
      Map<FieldOwner, OwnedFields> owners, FieldOwner first, FieldOwner owner) {
    FieldOwner bucket = FieldOwner.updater(NAME, owner.apiVersion(), "");
    OwnedFields old = owners.remove(owner);
    OwnedFields joined = owners.get(bucket);
    if (joined == null) {
      joined = owners.remove(first);
    }
    if (old != null && joined != null) {
      // The later of the two is the one that is joined now.
      owners.put(bucket, old.with(old.fields().union(joined.fields())));
    }
  }
}
