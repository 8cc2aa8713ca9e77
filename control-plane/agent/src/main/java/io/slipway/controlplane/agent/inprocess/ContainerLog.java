// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

/** The output of a container. Thread-safe. */
@FunctionalInterface
public interface ContainerLog {
  ContainerLog NONE = _ -> {};

  /**
   * Appends a line; several if it has line breaks. What cannot be written is dropped, with one
   * warning in the log of this process.
   */
  void line(String line);
}
