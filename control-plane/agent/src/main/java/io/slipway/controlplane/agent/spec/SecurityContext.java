// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rights of a container, its own and those of its Pod together; for containers that a container
 * runtime runs. Pure.
 *
 * @param user who it runs as; empty for the image's user
 * @param nonRoot whether it is not started as root
 * @param readOnlyRoot whether its file system is read only but for its volumes
 * @param noNewPrivileges whether nothing in it may gain rights
 * @param groups further groups that it is in
 * @param unconfined whether no system call is kept from it
 * @param unsupported what would make it another container and is not supported, by its path
 */
public record SecurityContext(
    Optional<Long> user,
    Optional<Long> group,
    boolean nonRoot,
    boolean readOnlyRoot,
    boolean noNewPrivileges,
    List<String> addedCapabilities,
    List<String> droppedCapabilities,
    List<Long> groups,
    boolean unconfined,
    List<String> unsupported) {
  private static final Set<String> OF_CONTAINER =
      Set.of(
          "runAsUser",
          "runAsGroup",
          "runAsNonRoot",
          "readOnlyRootFilesystem",
          "allowPrivilegeEscalation",
          "capabilities",
          "privileged",
          "procMount",
          "seccompProfile");

  private static final Set<String> OF_POD =
      Set.of("runAsUser", "runAsGroup", "runAsNonRoot", "supplementalGroups", "seccompProfile");

  static SecurityContext read(Fields pod, Fields container) {
    Fields capabilities = container.fields("capabilities");
    return new SecurityContext(
        id("runAsUser", pod, container),
        id("runAsGroup", pod, container),
        nearest("runAsNonRoot", pod, container).flag("runAsNonRoot", false),
        container.flag("readOnlyRootFilesystem", false),
        !container.flag("allowPrivilegeEscalation", true),
        capabilities.texts("add"),
        capabilities.texts("drop"),
        groups(pod),
        seccomp(pod, container).text("type").equals("Unconfined"),
        unsupported(pod, container));
  }

  private static Fields nearest(String name, Fields pod, Fields container) {
    return container.has(name) ? container : pod;
  }

  private static Fields seccomp(Fields pod, Fields container) {
    return nearest("seccompProfile", pod, container).fields("seccompProfile");
  }

  private static Optional<Long> id(String name, Fields pod, Fields container) {
    Fields from = nearest(name, pod, container);
    return from.has(name) ? Optional.of(from.number(name, 0)) : Optional.empty();
  }

  private static List<Long> groups(Fields pod) {
    List<Long> groups = new ArrayList<>();
    if (pod.json().get("supplementalGroups") instanceof List<?> all) {
      for (Object each : all) {
        if (each instanceof Number number) {
          groups.add(number.longValue());
        }
      }
    }
    return groups;
  }

  private static List<String> unsupported(Fields pod, Fields container) {
    List<String> unsupported = new ArrayList<>();
    if (container.flag("privileged", false)) {
      unsupported.add(container.path() + ".privileged: true (expected: false; see capabilities)");
    }
    String mount = container.text("procMount", "Default");
    if (!mount.equals("Default")) {
      unsupported.add(container.path() + ".procMount: " + mount + " (expected: Default)");
    }
    Fields seccomp = seccomp(pod, container);
    if (seccomp.text("type").equals("Localhost")) {
      unsupported.add(seccomp.path() + ".type: Localhost (expected: RuntimeDefault or Unconfined)");
    }
    return unsupported;
  }

  /** Names of what does nothing, of that of a Pod or of a container. */
  static List<String> ignored(Fields context, boolean ofPod) {
    List<String> ignored = new ArrayList<>();
    for (String name : context.json().keySet()) {
      if (context.has(name) && !(ofPod ? OF_POD : OF_CONTAINER).contains(name)) {
        ignored.add(name);
      }
    }
    return ignored;
  }
}
