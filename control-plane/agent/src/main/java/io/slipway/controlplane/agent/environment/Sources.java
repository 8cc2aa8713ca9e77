// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.environment;

import java.util.Map;
import java.util.Optional;

/** Where values of variables come from; names are those of the Pod's namespace. */
public interface Sources {
  /** The texts of a ConfigMap; empty if there is none of that name. */
  Optional<Map<String, byte[]>> configMap(String name);

  /** The decoded values of a Secret; empty if there is none of that name. */
  Optional<Map<String, byte[]>> secret(String name);

  /** Whether there is a PersistentVolumeClaim of that name. */
  boolean hasClaim(String name);
}
