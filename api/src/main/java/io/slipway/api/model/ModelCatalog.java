// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which models there are and how they are. Thread-safe; never blocks. */
public interface ModelCatalog {
  /** All versions, sorted by name and then version. */
  List<ModelStatus> models();

  /** All versions of one model, oldest first; empty if there is none of this name. */
  List<ModelStatus> versions(String name);

  /**
   * One version.
   *
   * @param version null for the one that answers requests which name none; while none is ready, the
   *     newest
   */
  Optional<ModelStatus> model(String name, @Nullable String version);

  /**
   * The version that one request is to go to which names none, where requests are split among
   * versions: another each time. Null where they are not, and {@link #model} says the version.
   */
  default @Nullable String choose(String name) {
    return null;
  }
}
