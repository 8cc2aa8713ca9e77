// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a container asks for and may use, by the names of Kubernetes ({@code cpu}, {@code memory},
 * {@code nvidia.com/gpu}). A limit without a request is a request too.
 */
public record Resources(Map<String, String> requests, Map<String, String> limits) {
  static Resources read(Fields container) {
    Fields resources = container.fields("resources");
    Map<String, String> limits = resources.textMap("limits");
    Map<String, String> requests = new LinkedHashMap<>(limits);
    requests.putAll(resources.textMap("requests"));
    return new Resources(Map.copyOf(requests), Map.copyOf(limits));
  }

  /** Bytes; 0 if there is no limit. */
  public long memoryLimit() {
    return limits.containsKey("memory") ? Quantity.whole(limits.get("memory")) : 0;
  }

  /** Thousandths of a CPU; 0 if there is no limit. */
  public long cpuLimit() {
    return limits.containsKey("cpu") ? Quantity.thousandths(limits.get("cpu")) : 0;
  }
}
