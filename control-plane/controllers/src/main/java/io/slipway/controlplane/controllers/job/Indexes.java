// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import java.util.BitSet;

/** Completed indexes as a Job's status writes them, such as {@code 1,3-5}. */
final class Indexes {
  private Indexes() {}

  /**
   * @param below where indexes end; what is not below it is left out
   */
  static BitSet parse(String text, int below) {
    BitSet indexes = new BitSet();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
      if (first < below) {
        indexes.set(first, Math.min(last, below - 1) + 1);
      }
    }
    return indexes;
  }

  static String text(BitSet indexes) {
    StringBuilder text = new StringBuilder();
    for (int first = indexes.nextSetBit(0); first >= 0; ) {
      int end = indexes.nextClearBit(first);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (end - 1 > first) {
        // two in a row are written as two, as Kubernetes does
        text.append(end - 2 > first ? '-' : ',').append(end - 1);
      }
      first = indexes.nextSetBit(end);
    }
    return text.toString();
  }
}
