// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

/** What runs the containers that are no processes of this machine. */
public enum RuntimeChoice {
  /** podman if it answers, else docker. */
  AUTO,
  PODMAN,
  DOCKER,
  /** Nothing: their Pods wait, and say so. */
  NONE
}
