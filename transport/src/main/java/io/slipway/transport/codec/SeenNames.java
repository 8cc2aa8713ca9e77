// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that an object of a message has had so far, to find those given twice. Objects of the
 * protocols have a handful, for which a list is quicker and smaller than a table; a client that
 * sends thousands gets a table, so that looking does not become quadratic. For one thread.
 */
public final class SeenNames {
  private static final int FEW = 8;

  private final List<String> few = new ArrayList<>(FEW);
  private @Nullable Set<String> many;

  /** False if the name was there. */
  public boolean add(String name) {
    Set<String> all = many;
    if (all != null) {
      return all.add(name);
    }
    if (few.contains(name)) {
      return false;
    }
    if (few.size() < FEW) {
      few.add(name);
      return true;
    }
    Set<String> table = new HashSet<>(few);
    many = table;
    return table.add(name);
  }

  /** Forgets all, for the next object. */
  public void clear() {
    few.clear();
    many = null;
  }
}
