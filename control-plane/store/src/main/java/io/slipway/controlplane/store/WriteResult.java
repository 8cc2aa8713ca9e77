// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/** What became of a write. All but {@link Accepted} changed nothing. */
public sealed interface WriteResult {
  /** It is on disk, and watchers see it. */
  record Accepted(Change change) implements WriteResult {}

  /** The object to create exists. */
  record Exists(Stored current) implements WriteResult {}

  /** The object is not the one that was expected: another revision, or another uid. */
  record Stale(Stored current) implements WriteResult {}

  /** There is no such object. */
  record Missing() implements WriteResult {}
}
