// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.util.ArrayList;
import java.util.List;

/** Fields of a Pod that do nothing on this machine. Pure. */
final class IgnoredFields {
  private static final String ONE_MACHINE = "there is one machine: nothing is scheduled";
  private static final String AS_THIS_PROCESS = "containers run with the rights of this process";

  private IgnoredFields() {}

  /** Each path that is written, with the reason. */
  static List<String> of(Fields spec) {
    List<String> ignored = new ArrayList<>();
    add(ignored, spec, "spec.", "nodeSelector", ONE_MACHINE);
    add(ignored, spec, "spec.", "affinity", ONE_MACHINE);
    add(ignored, spec, "spec.", "securityContext", AS_THIS_PROCESS);
    if (!spec.list("topologySpreadConstraints").isEmpty()) {
      ignored.add("spec.topologySpreadConstraints: " + ONE_MACHINE);
    }
    if (!spec.text("runtimeClassName").isEmpty()) {
      ignored.add("spec.runtimeClassName: containers are processes here");
    }
    for (String list : List.of("initContainers", "containers")) {
      int number = 0;
      for (Fields container : spec.list(list)) {
        String path = "spec." + list + "[" + number++ + "].";
        add(ignored, container, path, "securityContext", AS_THIS_PROCESS);
      }
    }
    return ignored;
  }

  private static void add(
      List<String> ignored, Fields fields, String path, String name, String reason) {
    if (!fields.fields(name).json().isEmpty()) {
      ignored.add(path + name + ": " + reason);
    }
  }
}
