// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

/** Something that happened to an object. */
public record WatchEvent(Type type, KubeObject object) {
  /** What a watch tells. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    /** Only the revision counts: everything up to it has been told. */
    BOOKMARK
  }
}
