// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.util.List;
import java.util.Optional;

/** What a {@code podFailurePolicy} says of a Pod that has failed: its first rule that matches. */
final class FailurePolicy {
  /**
   * A rule that matches.
   *
   * @param action {@code FailJob}, {@code Ignore} or {@code Count}
   * @param message why
   */
  record Match(String action, String message) {}

  private FailurePolicy() {}

  static Optional<Match> of(Fields jobSpec, KubeObject pod) {
    List<Fields> rules = jobSpec.fields("podFailurePolicy").list("rules");
    for (int i = 0; i < rules.size(); i++) {
      Fields rule = rules.get(i);
      String end = " matching %s rule at index %d".formatted(rule.text("action"), i);
      Optional<String> reason =
          rule.has("onExitCodes")
              ? exit(rule.fields("onExitCodes"), pod)
              : condition(rule.list("onPodConditions"), pod);
      if (reason.isPresent()) {
        return Optional.of(new Match(rule.text("action"), reason.get() + end));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> exit(Fields codes, KubeObject pod) {
    for (String field : List.of("containerStatuses", "initContainerStatuses")) {
      for (Fields container : pod.status().list(field)) {
        Fields terminated = container.fields("state").fields("terminated");
        boolean asked =
            !codes.has("containerName")
                || codes.text("containerName").equals(container.text("name"));
        long code = terminated.number("exitCode", 0);
        if (asked && code != 0 && matches(codes, code)) {
          return Optional.of(
              "Container %s for pod %s failed with exit code %d"
                  .formatted(container.text("name"), pod.key(), code));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean matches(Fields codes, long code) {
    boolean listed = false;
    if (codes.json().get("values") instanceof List<?> values) {
      for (Object value : values) {
        listed |= value instanceof Number number && number.longValue() == code;
      }
    }
    return listed == codes.text("operator").equals("In");
  }

  private static Optional<String> condition(List<Fields> patterns, KubeObject pod) {
    for (Fields pattern : patterns) {
      for (Fields condition : pod.status().list("conditions")) {
        if (condition.text("type").equals(pattern.text("type"))
            && condition.text("status").equals(pattern.text("status", "True"))) {
          return Optional.of("Pod %s has condition %s".formatted(pod.key(), pattern.text("type")));
        }
      }
    }
    return Optional.empty();
  }
}
