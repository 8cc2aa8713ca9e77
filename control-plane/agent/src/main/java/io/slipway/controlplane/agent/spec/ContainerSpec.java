// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container of a Pod.
 *
 * @param pullPolicy when its image is fetched, as it is written; empty for the default
 * @param env variables as they are written, with their sources
 * @param ports numbers by name
 * @param stopSignal what asks it to end, by Kubernetes' name; empty for the default
 * @param terminationMessageFromLog whether the end of its output is the message when there is no
 *     other
 * @param console how it is joined
 * @param security its rights, where it is no process of this machine
 */
public record ContainerSpec(
    String name,
    Role role,
    String image,
    String pullPolicy,
    List<String> command,
    List<String> args,
    String workingDirectory,
    List<Fields> env,
    List<Fields> envFrom,
    List<VolumeMount> mounts,
    Map<String, Integer> ports,
    Resources resources,
    Optional<ProbeSpec> startupProbe,
    Optional<ProbeSpec> livenessProbe,
    Optional<ProbeSpec> readinessProbe,
    Optional<ProbeAction> postStart,
    Optional<ProbeAction> preStop,
    String stopSignal,
    String terminationMessagePath,
    boolean terminationMessageFromLog,
    Console console,
    SecurityContext security) {

  /**
   * What those who attach find.
   *
   * @param stdin whether it takes input; else it finds its end at once
   * @param once whether its input ends with the first of them who gives it
   * @param tty whether it has a terminal
   */
  public record Console(boolean stdin, boolean once, boolean tty) {
    public static final Console NONE = new Console(false, false, false);
  }

  /** Which part it has in the Pod. */
  public enum Role {
    /** Runs to its end before the next one starts. */
    INIT,
    /** An init container that goes on beside the others. */
    SIDECAR,
    MAIN
  }

  /**
   * @param podSecurity what its Pod says about rights
   */
  static ContainerSpec read(Fields container, boolean init, Fields podSecurity) {
    Fields lifecycle = container.fields("lifecycle");
    return new ContainerSpec(
        container.text("name"),
        role(container, init),
        container.text("image"),
        container.text("imagePullPolicy"),
        container.texts("command"),
        container.texts("args"),
        container.text("workingDir"),
        container.list("env"),
        container.list("envFrom"),
        mounts(container),
        ports(container),
        Resources.read(container),
        ProbeSpec.read(container, "startupProbe"),
        ProbeSpec.read(container, "livenessProbe"),
        ProbeSpec.read(container, "readinessProbe"),
        ProbeAction.read(lifecycle.fields("postStart")),
        ProbeAction.read(lifecycle.fields("preStop")),
        lifecycle.text("stopSignal"),
        container.text("terminationMessagePath", "/dev/termination-log"),
        container.text("terminationMessagePolicy").equals("FallbackToLogsOnError"),
        new Console(
            container.flag("stdin", false),
            container.flag("stdinOnce", false),
            container.flag("tty", false)),
        SecurityContext.read(podSecurity, container.fields("securityContext")));
  }

  private static Role role(Fields container, boolean init) {
    if (!init) {
      return Role.MAIN;
    }
    return container.text("restartPolicy").equals("Always") ? Role.SIDECAR : Role.INIT;
  }

  private static List<VolumeMount> mounts(Fields container) {
    List<VolumeMount> mounts = new ArrayList<>();
    for (Fields mount : container.list("volumeMounts")) {
      mounts.add(VolumeMount.read(mount));
    }
    return mounts;
  }

  private static Map<String, Integer> ports(Fields container) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (Fields port : container.list("ports")) {
      int number = (int) port.number("containerPort", 0);
      ports.put(port.text("name", String.valueOf(number)), number);
    }
    return ports;
  }
}
