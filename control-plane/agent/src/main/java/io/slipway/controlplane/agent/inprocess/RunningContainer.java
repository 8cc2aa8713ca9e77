// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

import java.time.Duration;
import java.util.Optional;

/** A container that runs. Thread-safe. */
public interface RunningContainer {
  /**
   * Asks it to end: no new work, work under way for as long as {@code grace}, then nothing. Does
   * not wait; {@link ContainerListener#exited} is called when it has ended, with 0 if all its work
   * did. More calls, and calls after its end, change nothing but a shorter grace.
   */
  void stop(Duration grace);

  /**
   * Another container of its Pod has ended; called before that one is started again. Does not
   * block.
   *
   * @param container the name of the other
   */
  default void otherEnded(String container) {}

  /** What asks it to end, by Kubernetes' name; empty if that is no signal. */
  default Optional<String> stopSignal() {
    return Optional.empty();
  }

  /** Which image it was made of exactly, where that is known. */
  default Optional<String> imageId() {
    return Optional.empty();
  }
}
