// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.client.KubeObject;
import java.util.Map;
import java.util.Optional;

/** Where a Pod's worker tells what came of it. Thread-safe; may block. */
public interface PodSink {
  /**
   * Writes the status.
   *
   * @param known the object that the status was made from
   * @return the object as it is now; empty if it had changed meanwhile or is gone: the worker will
   *     hear of it
   * @throws io.slipway.controlplane.client.KubeException if the API cannot be reached
   */
  Optional<KubeObject> status(KubeObject known, Map<String, Object> status);

  /**
   * Nothing of the Pod is left here: its object may go.
   *
   * @return whether the API knows; else it is to be told again
   */
  boolean gone(KubeObject known);
}
