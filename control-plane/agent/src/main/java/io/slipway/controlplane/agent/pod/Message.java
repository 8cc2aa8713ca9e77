// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.client.KubeObject;
import java.time.Duration;

/** What a Pod's thread is told. Those of containers name the run that they belong to. */
sealed interface Message {
  record Changed(KubeObject object) implements Message {}

  /** The object is gone, whoever removed it. */
  record Removed() implements Message {}

  /** This process ends. */
  record Close(boolean keepProcesses) implements Message {}

  /** A message about a run of a container. */
  sealed interface OfRun extends Message {
    String container();

    int run();
  }

  /** It runs, and its postStart hook is about to. */
  record Made(String container, int run, RunningContainer handle) implements OfRun {}

  /** Its postStart hook has failed, or is not waited for any more. */
  record HookFailed(String container, int run, String message) implements OfRun {}

  record Started(String container, int run, RunningContainer handle) implements OfRun {}

  record NotStarted(String container, int run, String reason, String message) implements OfRun {}

  /** A volume cannot be made, which was told. */
  record NotMounted(String container, int run) implements OfRun {}

  record Exited(String container, int run, int code, String reason, String message)
      implements OfRun {}

  record StartupDone(String container, int run) implements OfRun {}

  record Ready(String container, int run, boolean ready) implements OfRun {}

  /** A probe wants the container to end. */
  record ProbeFailed(String container, int run, String message, Duration grace) implements OfRun {}
}
