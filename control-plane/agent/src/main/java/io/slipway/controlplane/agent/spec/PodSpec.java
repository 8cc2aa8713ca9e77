// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a Pod asks for.
 *
 * @param containers init containers first, in their order
 * @param activeDeadline how long it may run at all
 * @param pullSecrets names of Secrets with credentials of registries
 * @param readinessGates types of conditions that others set and that must be true as well
 * @param names its own, and how it finds others
 * @param ignored paths of fields that do nothing here, each with the reason
 */
public record PodSpec(
    PodIdentity pod,
    String nodeName,
    List<ContainerSpec> containers,
    List<Fields> volumes,
    RestartPolicy restartPolicy,
    Duration grace,
    Optional<Duration> activeDeadline,
    String serviceAccount,
    boolean hostNetwork,
    List<String> pullSecrets,
    List<String> readinessGates,
    PodNames names,
    List<String> ignored) {

  /**
   * @throws io.slipway.controlplane.client.MalformedObjectException with the path
   */
  public static PodSpec read(KubeObject object) {
    Fields spec = object.spec();
    Fields security = spec.fields("securityContext");
    List<ContainerSpec> containers = new ArrayList<>();
    for (Fields container : spec.list("initContainers")) {
      containers.add(ContainerSpec.read(container, true, security));
    }
    for (Fields container : spec.list("containers")) {
      containers.add(ContainerSpec.read(container, false, security));
    }
    List<String> secrets = new ArrayList<>();
    for (Fields secret : spec.list("imagePullSecrets")) {
      secrets.add(secret.text("name"));
    }
    List<String> gates = new ArrayList<>();
    for (Fields gate : spec.list("readinessGates")) {
      gates.add(gate.text("conditionType"));
    }
    return new PodSpec(
        identity(object),
        spec.text("nodeName"),
        List.copyOf(containers),
        spec.list("volumes"),
        RestartPolicy.parse(spec.text("restartPolicy")),
        Duration.ofSeconds(Math.max(0, spec.number("terminationGracePeriodSeconds", 30))),
        spec.has("activeDeadlineSeconds")
            ? Optional.of(Duration.ofSeconds(spec.number("activeDeadlineSeconds", 0)))
            : Optional.empty(),
        spec.text("serviceAccountName", "default"),
        spec.flag("hostNetwork", false),
        List.copyOf(secrets),
        List.copyOf(gates),
        PodNames.read(spec, object.name(), object.namespace()),
        List.copyOf(IgnoredFields.of(spec, Set.of(), Set.of())));
  }

  private static PodIdentity identity(KubeObject object) {
    return new PodIdentity(
        object.namespace(), object.name(), object.uid(), object.labels(), object.annotations());
  }

  /** The same with the labels and annotations that the Pod's object has now. */
  public PodSpec describedBy(KubeObject object) {
    return with(identity(object), ignored);
  }

  /**
   * The same with what may be changed of a Pod that runs: its images and its deadline.
   *
   * @throws io.slipway.controlplane.client.MalformedObjectException with the path
   */
  public PodSpec changedBy(KubeObject object) {
    PodSpec now = read(object);
    return new PodSpec(
        pod,
        nodeName,
        now.containers,
        volumes,
        restartPolicy,
        grace,
        now.activeDeadline,
        serviceAccount,
        hostNetwork,
        pullSecrets,
        readinessGates,
        names,
        ignored);
  }

  /**
   * The same with what does nothing here, for what runs its containers.
   *
   * @param object that it was read from
   * @param contained whether a container runtime runs a container
   * @param inProcess whether a container runs inside this process
   */
  public PodSpec withIgnored(
      KubeObject object, Predicate<ContainerSpec> contained, Predicate<ContainerSpec> inProcess) {
    return with(
        pod, List.copyOf(IgnoredFields.of(object.spec(), namesOf(contained), namesOf(inProcess))));
  }

  private Set<String> namesOf(Predicate<ContainerSpec> chosen) {
    Set<String> chosenNames = new LinkedHashSet<>();
    for (ContainerSpec container : containers) {
      if (chosen.test(container)) {
        chosenNames.add(container.name());
      }
    }
    return chosenNames;
  }

  private PodSpec with(PodIdentity pod, List<String> ignored) {
    return new PodSpec(
        pod,
        nodeName,
        containers,
        volumes,
        restartPolicy,
        grace,
        activeDeadline,
        serviceAccount,
        hostNetwork,
        pullSecrets,
        readinessGates,
        names,
        ignored);
  }

  public ContainerSpec container(String name) {
    for (ContainerSpec container : containers) {
      if (container.name().equals(name)) {
        return container;
      }
    }
    throw new IllegalArgumentException("container %s is not in Pod %s".formatted(name, pod));
  }
}
