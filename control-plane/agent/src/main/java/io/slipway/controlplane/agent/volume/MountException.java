// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Some volumes of a Pod cannot be made; what they are made of may come later. */
public final class MountException extends ConfigurationException {
  private static final long serialVersionUID = 1;

  private final transient Map<String, String> faults;

  /**
   * @param faults a sentence for each volume, by its name
   */
  MountException(Map<String, String> faults) {
    super(String.join("; ", faults.values()));
    this.faults = new LinkedHashMap<>(faults);
  }

  /** By the names of the volumes, in a kubelet's words. */
  public Map<String, String> faults() {
    return new LinkedHashMap<>(faults);
  }
}
