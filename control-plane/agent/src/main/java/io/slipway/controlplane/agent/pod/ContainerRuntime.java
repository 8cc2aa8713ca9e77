// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import java.io.IOException;
import java.util.Optional;

/** How the containers of Pods are run. Thread-safe; may block. */
public interface ContainerRuntime {
  /** Whether a container ends with this process. */
  boolean isInProcess(PodSpec pod, ContainerSpec container);

  /** Whether a container has files and rights of its own, as a container runtime gives it. */
  boolean isContained(PodSpec pod, ContainerSpec container);

  /**
   * The address of a Pod; the same one again for a Pod that has one.
   *
   * @throws ContainerCreationException if it cannot have one
   */
  String address(PodSpec pod) throws ContainerCreationException;

  /**
   * @param run the how many-th run of the container this is; names its log
   * @throws io.slipway.controlplane.agent.volume.MountException if a volume cannot be made, which
   *     was told
   * @throws ConfigurationException if what it refers to is not there
   * @throws ContainerCreationException if it cannot be made
   * @throws ImageException if its image is not there, or nothing here can run it
   */
  RunningContainer start(
      PodSpec pod, ContainerSpec container, int run, String address, ContainerListener listener)
      throws ConfigurationException, ContainerCreationException, ImageException, IOException;

  /** A start that is under way is not wanted any more: it need not wait for an image. */
  void abandon(PodSpec pod, ContainerSpec container);

  /** Takes over a container that was started before this process was; empty if it has ended. */
  Optional<RunningContainer> find(
      PodSpec pod, ContainerSpec container, int run, ContainerListener listener) throws IOException;

  /** Whether a run that was begun before this process was has come as far as its program. */
  boolean hasRun(PodSpec pod, ContainerSpec container, int run);

  /** How a container ended while nobody watched, if that is known. */
  Optional<Integer> exitCode(PodSpec pod, ContainerSpec container, int run) throws IOException;

  /** What it wrote to its termination message path, or empty. */
  String terminationMessage(PodSpec pod, ContainerSpec container, int run, int exitCode);

  /**
   * The labels or annotations of a Pod are others now, which files in its volumes may show.
   *
   * @param pod as it is now
   * @param address of the Pod
   */
  void changed(PodSpec pod, String address);

  /** All containers of a Pod have ended for good: nobody reads its volumes any more. */
  void finished(PodSpec pod);

  /** Removes all that there is of a Pod whose containers have ended. */
  void remove(PodSpec pod);
}
