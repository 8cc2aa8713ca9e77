// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import org.jspecify.annotations.Nullable;

/**
 * What an object must be for a write to happen.
 *
 * @param revision 0 if any will do
 * @param uid null if any will do
 */
public record Expected(long revision, @Nullable String uid) {
  /** Whatever is there. */
  public static final Expected ANY = new Expected(0, null);

  public static Expected revision(long revision) {
    return new Expected(revision, null);
  }

  public static Expected uid(String uid) {
    return new Expected(0, uid);
  }

  boolean matches(Stored current) {
    return (revision == 0 || revision == current.revision())
        && (uid == null || uid.equals(current.uid()));
  }
}
