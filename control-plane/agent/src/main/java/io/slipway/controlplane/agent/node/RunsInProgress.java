// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.pod.ContainerRuntime;
import io.slipway.controlplane.agent.pod.ImageException;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A runtime that knows which runs of containers are not over, for those who follow their logs.
 * Thread-safe.
 */
final class RunsInProgress implements ContainerRuntime {
  private final ContainerRuntime runtime;

  /** Uid of the Pod, name, and run. */
  private final Set<String> runs = ConcurrentHashMap.newKeySet();

  RunsInProgress(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  boolean has(String podUid, String container, int run) {
    return runs.contains(podUid + "/" + container + "/" + run);
  }

  private static String id(PodSpec pod, ContainerSpec container, int run) {
    return pod.pod().uid() + "/" + container.name() + "/" + run;
  }

  @Override
  public boolean isInProcess(PodSpec pod, ContainerSpec container) {
    return runtime.isInProcess(pod, container);
  }

  @Override
  public boolean isContained(PodSpec pod, ContainerSpec container) {
    return runtime.isContained(pod, container);
  }

  @Override
  public void abandon(PodSpec pod, ContainerSpec container) {
    runtime.abandon(pod, container);
  }

  @Override
  public String address(PodSpec pod) throws ContainerCreationException {
    return runtime.address(pod);
  }

  @Override
  public RunningContainer start(
      PodSpec pod, ContainerSpec container, int run, String address, ContainerListener listener)
      throws ConfigurationException, ContainerCreationException, ImageException, IOException {
    String id = id(pod, container, run);
    runs.add(id);
    boolean started = false;
    try {
      RunningContainer handle =
          runtime.start(pod, container, run, address, new Listener(listener, id));
      started = true;
      return handle;
    } finally {
      if (!started) {
        runs.remove(id);
      }
    }
  }

  @Override
  public Optional<RunningContainer> find(
      PodSpec pod, ContainerSpec container, int run, ContainerListener listener)
      throws IOException {
    String id = id(pod, container, run);
    runs.add(id);
    Optional<RunningContainer> found = Optional.empty();
    try {
      found = runtime.find(pod, container, run, new Listener(listener, id));
      return found;
    } finally {
      if (found.isEmpty()) {
        runs.remove(id);
      }
    }
  }

  @Override
  public boolean hasRun(PodSpec pod, ContainerSpec container, int run) {
    return runtime.hasRun(pod, container, run);
  }

  @Override
  public Optional<Integer> exitCode(PodSpec pod, ContainerSpec container, int run)
      throws IOException {
    return runtime.exitCode(pod, container, run);
  }

  @Override
  public String terminationMessage(PodSpec pod, ContainerSpec container, int run, int exitCode) {
    return runtime.terminationMessage(pod, container, run, exitCode);
  }

  @Override
  public void changed(PodSpec pod, String address) {
    runtime.changed(pod, address);
  }

  @Override
  public void finished(PodSpec pod) {
    runtime.finished(pod);
  }

  @Override
  public void remove(PodSpec pod) {
    runtime.remove(pod);
  }

  /** Hears the end before anybody else. */
  private final class Listener implements ContainerListener {
    private final ContainerListener next;
    private final String id;

    Listener(ContainerListener next, String id) {
      this.next = next;
      this.id = id;
    }

    @Override
    public void ready(boolean ready) {
      next.ready(ready);
    }

    @Override
    public void exited(int exitCode, String reason, String message) {
      runs.remove(id);
      next.exited(exitCode, reason, message);
    }
  }
}
