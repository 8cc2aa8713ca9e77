// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.volume.SourceReference;
import java.util.Optional;
import java.util.Set;

/** Tells when ConfigMaps and Secrets change. Thread-safe. */
interface SourceChanges extends AutoCloseable {
  /**
   * Begins to follow some objects of a namespace.
   *
   * @param changed called by any thread when one is there, has changed or is gone; it must not
   *     block
   */
  Subscription follow(String namespace, Set<SourceReference> references, Runnable changed);

  /** Nothing is told any more. */
  @Override
  void close();

  /** What one Pod follows; thread-safe. */
  interface Subscription extends AutoCloseable {
    /**
     * The objects as they were last seen; empty until all of them have been looked for.
     *
     * @param others where everything else is found
     */
    Optional<Sources> known(Sources others);

    /** The objects that never change, as they were first seen, and all others as they are now. */
    Sources over(Sources present);

    @Override
    void close();
  }
}
