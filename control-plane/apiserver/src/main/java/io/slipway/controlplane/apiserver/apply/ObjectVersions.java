// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import io.slipway.controlplane.apiserver.types.TypeDescription;
import org.jspecify.annotations.Nullable;

/**
 * The versions in which a kind exists. They differ in what is known of their fields, not in how
 * documents are written: between them only {@code apiVersion} changes.
 */
public interface ObjectVersions {
  /** The documents of a version; null if there is no such version (any more). */
  @Nullable TypeDescription of(String apiVersion);

  /** A kind with one version. */
  static ObjectVersions only(String apiVersion, TypeDescription type) {
    return version -> version.equals(apiVersion) ? type : null;
  }
}
