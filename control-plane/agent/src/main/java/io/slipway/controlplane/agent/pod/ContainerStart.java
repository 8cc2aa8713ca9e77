// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.probe.ProbeResult;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.volume.MountException;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One start of a container with its postStart hook, for a thread of its own; what came of it is a
 * message. An interrupt ends the hook.
 *
 * @param run which start of the container it is
 * @param address of the Pod
 */
record ContainerStart(
    ContainerRuntime runtime,
    PodSpec pod,
    ContainerSpec container,
    int run,
    String address,
    Hooks hooks,
    ContainerListener listener,
    Consumer<Message> messages) {
  private static final Logger log = LoggerFactory.getLogger(ContainerStart.class);

  void begin() {
    messages.accept(outcome());
  }

  private Message outcome() {
    String name = container.name();
    try {
      RunningContainer handle = runtime.start(pod, container, run, address, listener);
      return container.postStart().isEmpty()
          ? new Message.Started(name, run, handle)
          : afterHook(handle);
    } catch (MountException _) {
      return new Message.NotMounted(name, run);
    } catch (ConfigurationException e) {
      return failed("CreateContainerConfigError", e);
    } catch (ImageException e) {
      return failed(e.reason(), e);
    } catch (ContainerCreationException | IOException e) {
      return failed("CreateContainerError", e);
    } catch (RuntimeException e) {
      log.warn("container {} of Pod {} cannot be started", name, pod.pod(), e);
      return failed("CreateContainerError", e);
    }
  }

  /** From here on there is a container, which a hook that fails is to end. */
  private Message afterHook(RunningContainer handle) {
    String name = container.name();
    messages.accept(new Message.Made(name, run, handle)); // it can be stopped meanwhile
    try {
      ProbeResult result = hooks.afterStart(container, handle);
      return result.success()
          ? new Message.Started(name, run, handle)
          : new Message.HookFailed(name, run, result.message());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Message.HookFailed(name, run, "it is not waited for any more");
    } catch (RuntimeException e) {
      log.warn("the postStart hook of {} in {} cannot be done", name, pod.pod(), e);
      return new Message.HookFailed(name, run, String.valueOf(e.getMessage()));
    }
  }

  private Message failed(String reason, Exception e) {
    return new Message.NotStarted(container.name(), run, reason, String.valueOf(e.getMessage()));
  }
}
