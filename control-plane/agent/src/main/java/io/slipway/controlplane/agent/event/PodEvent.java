// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.event;

import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import java.util.Objects;

/**
 * Something that has happened to a Pod, in the words of a kubelet or a scheduler.
 *
 * @param fieldPath of the container that it is about; empty for the Pod as a whole
 * @param warning whether somebody should look at it
 * @param reason one word for programs
 * @param message for people
 */
public record PodEvent(
    PodIdentity pod, String fieldPath, boolean warning, String reason, String message) {
  public static PodEvent of(PodIdentity pod, boolean warning, String reason, String message) {
    return new PodEvent(pod, "", warning, reason, message);
  }

  public static PodEvent of(
      PodIdentity pod, ContainerSpec container, boolean warning, String reason, String message) {
    String list =
        container.role() == ContainerSpec.Role.MAIN ? "spec.containers" : "spec.initContainers";
    return new PodEvent(pod, list + '{' + container.name() + '}', warning, reason, message);
  }

  PodEvent says(String other) {
    return new PodEvent(pod, fieldPath, warning, reason, other);
  }

  /** What events are about that differ in their messages only. */
  record Subject(String podUid, String fieldPath, boolean warning, String reason) {
    @Override
    public int hashCode() {
      return Objects.hash(podUid, fieldPath, reason);
    }
  }

  Subject subject() {
    return new Subject(pod.uid(), fieldPath, warning, reason);
  }
}
