// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.spec.PodSpec;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An object whose content is in a volume.
 *
 * @param name of the Pod's namespace
 */
public record SourceReference(Kind kind, String name) {
  /** Of which kind it is. */
  public enum Kind {
    CONFIG_MAP,
    SECRET
  }

  /** All that the volumes of a Pod refer to; empty if their files never change by others. */
  public static Set<SourceReference> of(PodSpec pod) {
    Set<SourceReference> references = new LinkedHashSet<>();
    for (ContentVolume volume : ContentVolume.all(pod)) {
      references.addAll(volume.references());
    }
    return references;
  }
}
