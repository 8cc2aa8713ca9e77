// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.admission;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ContainerSpec.Role;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.spec.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Pod as admission sees it.
 *
 * @param needs what it asks for, by resource; {@code pods} is one
 * @param gang with whom it starts together
 */
public record Candidate(String key, Map<String, BigDecimal> needs, Optional<Gang> gang) {
  /** The label that says to which gang a Pod belongs, and the annotation that says its size. */
  public static final String GANG = "slipway.io/gang";

  public static final String GANG_SIZE = "slipway.io/gang-size";

  /** Pods of one namespace that start together or not at all. */
  public record Gang(String name, int size) {}

  public static Candidate of(PodSpec pod) {
    Map<String, BigDecimal> needs = new HashMap<>();
    needs.put("pods", BigDecimal.ONE);
    for (ContainerSpec container : pod.containers()) {
      if (container.role() != Role.INIT) {
        container
            .resources()
            .requests()
            .forEach((name, amount) -> needs.merge(name, Quantity.exact(amount), BigDecimal::add));
      }
    }
    // Init containers run one after the other, before the rest.
    for (ContainerSpec container : pod.containers()) {
      if (container.role() == Role.INIT) {
        container
            .resources()
            .requests()
            .forEach((name, amount) -> needs.merge(name, Quantity.exact(amount), BigDecimal::max));
      }
    }
    return new Candidate(pod.pod().toString(), Map.copyOf(needs), gang(pod));
  }

  private static Optional<Gang> gang(PodSpec pod) {
    String name = pod.pod().labels().get(GANG);
    if (name == null) {
      return Optional.empty();
    }
    String size = pod.pod().annotations().getOrDefault(GANG_SIZE, "1");
    boolean number =
        !size.isEmpty() && size.length() < 6 && size.chars().allMatch(c -> c >= '0' && c <= '9');
    return Optional.of(
        new Gang(
            pod.pod().namespace() + "/" + name,
            number ? Integer.parseInt(size) : Integer.MAX_VALUE));
  }
}
