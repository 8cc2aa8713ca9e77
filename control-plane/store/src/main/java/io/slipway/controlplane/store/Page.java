// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, in the order of namespace and name.
 *
 * @param revision the list is what was there at this revision; a watch from it misses nothing
 * @param next where the list goes on; null at its end
 */
public record Page(List<Stored> objects, long revision, @Nullable ListPosition next) {
  public Page {
    objects = List.copyOf(objects);
  }
}
