// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The name somebody probably meant. */
final class NearestName {
  /** Nobody mistypes longer names; comparing them would only cost time. */
  private static final int LONGEST = 64;

  private NearestName() {}

  /** The nearest name within a third of the length in edits, case aside; null if there is none. */
  static @Nullable String of(String given, Collection<String> known) {
    if (given.length() > LONGEST) {
      return null;
    }
    String lower = given.toLowerCase(Locale.ROOT);
    int best = Math.max(1, given.length() / 3) + 1;
    String nearest = null;
    for (String name : known) {
      if (Math.abs(name.length() - given.length()) >= best) {
        continue;
      }
      int distance = distance(lower, name.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = name;
      }
    }
    return nearest;
  }

  /** Insertions, deletions, replacements and swaps of neighbours that lead from a to b. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int edits = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits = Math.min(edits, beforeLast[j - 2] + 1);
        }
        row[j] = edits;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
