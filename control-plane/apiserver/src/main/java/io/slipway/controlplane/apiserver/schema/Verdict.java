// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found while one value was held against one schema, and how many checks were made: of
 * several alternatives that all fail, the one that got furthest is told.
 */
final class Verdict {
  private final List<Fault> faults = new ArrayList<>(0);
  private int checks;

  /** One check was made. */
  void count() {
    checks++;
  }

  void count(int more) {
    checks += more;
  }

  int checks() {
    return checks;
  }

  /** Adds a fault unless one with the same words is there. */
  void add(Fault fault) {
    for (Fault known : faults) {
      if (known.message().equals(fault.message())) {
        return;
      }
    }
    faults.add(fault);
  }

  void merge(Verdict other) {
    for (Fault fault : other.faults) {
      add(fault);
    }
    checks += other.checks;
  }

  boolean isValid() {
    return faults.isEmpty();
  }

  List<Fault> faults() {
    return faults;
  }
}
