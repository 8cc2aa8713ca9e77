// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Fields of a Pod that do nothing on this machine. Pure. */
final class IgnoredFields {
  private static final String ONE_MACHINE = "there is one machine: nothing is scheduled";
  private static final String AS_THIS_PROCESS = "containers run with the rights of this process";
  private static final String OF_MACHINE =
      "processes have the names and the resolver of the machine";
  private static final String ON_DISK = "it is a directory of the data directory";
  private static final String NO_SIGNALS = "a container inside this process gets no signals";
  private static final String NOT_BY_RUNTIME =
      "the container runtime of this machine is not told of it";

  private IgnoredFields() {}

  /**
   * Each path that is written, with the reason.
   *
   * @param contained names of the containers that a container runtime runs
   * @param inProcess names of those that run inside this process
   */
  static List<String> of(Fields spec, Set<String> contained, Set<String> inProcess) {
    List<String> ignored = new ArrayList<>();
    add(ignored, spec, "spec.", "nodeSelector", ONE_MACHINE);
    add(ignored, spec, "spec.", "affinity", ONE_MACHINE);
    security(ignored, spec, "spec.", true, !contained.isEmpty());
    names(ignored, spec, contained);
    volumes(ignored, spec);
    if (!spec.list("topologySpreadConstraints").isEmpty()) {
      ignored.add("spec.topologySpreadConstraints: " + ONE_MACHINE);
    }
    if (!spec.text("runtimeClassName").isEmpty()) {
      ignored.add(
          "spec.runtimeClassName: "
              + (contained.isEmpty() ? "containers are processes here" : NOT_BY_RUNTIME));
    }
    for (String name : List.of("shareProcessNamespace", "hostPID", "hostIPC")) {
      if (!contained.isEmpty() && spec.flag(name, false)) {
        ignored.add("spec." + name + ": " + NOT_BY_RUNTIME);
      }
    }
    for (String list : List.of("initContainers", "containers")) {
      int number = 0;
      for (Fields container : spec.list(list)) {
        String path = "spec." + list + "[" + number++ + "].";
        security(ignored, container, path, false, contained.contains(container.text("name")));
        if (inProcess.contains(container.text("name"))
            && !container.fields("lifecycle").text("stopSignal").isEmpty()) {
          ignored.add(path + "lifecycle.stopSignal: " + NO_SIGNALS);
        }
      }
    }
    return ignored;
  }

  /** What only a container runtime can be told. */
  private static void names(List<String> ignored, Fields spec, Set<String> contained) {
    List<String> processes = new ArrayList<>();
    for (String list : List.of("initContainers", "containers")) {
      for (Fields container : spec.list(list)) {
        if (!contained.contains(container.text("name"))) {
          processes.add(container.text("name"));
        }
      }
    }
    if (processes.isEmpty()) {
      return;
    }
    String reason =
        contained.isEmpty() ? OF_MACHINE : OF_MACHINE + ": " + String.join(", ", processes);
    for (String name : List.of("hostname", "subdomain", "hostnameOverride")) {
      if (!spec.text(name).isEmpty()) {
        ignored.add("spec." + name + ": " + reason);
      }
    }
    if (spec.flag("setHostnameAsFQDN", false)) {
      ignored.add("spec.setHostnameAsFQDN: " + reason);
    }
    if (!spec.list("hostAliases").isEmpty()) {
      ignored.add("spec.hostAliases: " + reason);
    }
    if (spec.text("dnsPolicy").equals("None")) {
      ignored.add("spec.dnsPolicy: " + reason);
    }
    add(ignored, spec, "spec.", "dnsConfig", reason);
  }

  private static void volumes(List<String> ignored, Fields spec) {
    int number = 0;
    for (Fields volume : spec.list("volumes")) {
      String path = "spec.volumes[" + number++ + "].emptyDir.";
      Fields directory = volume.fields("emptyDir");
      if (!directory.text("medium").isEmpty()) {
        ignored.add(path + "medium: " + ON_DISK);
      }
      if (directory.json().containsKey("sizeLimit")) {
        ignored.add(path + "sizeLimit: " + ON_DISK);
      }
    }
  }

  private static void security(
      List<String> ignored, Fields of, String path, boolean ofPod, boolean contained) {
    if (!contained) {
      add(ignored, of, path, "securityContext", AS_THIS_PROCESS);
      return;
    }
    for (String name : SecurityContext.ignored(of.fields("securityContext"), ofPod)) {
      ignored.add(path + "securityContext." + name + ": " + NOT_BY_RUNTIME);
    }
  }

  private static void add(
      List<String> ignored, Fields fields, String path, String name, String reason) {
    if (!fields.fields(name).json().isEmpty()) {
      ignored.add(path + name + ": " + reason);
    }
  }
}
