// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

/** When a container that has ended is started again. */
public enum RestartPolicy {
  ALWAYS,
  ON_FAILURE,
  NEVER;

  static RestartPolicy parse(String text) {
    return switch (text) {
      case "OnFailure" -> ON_FAILURE;
      case "Never" -> NEVER;
      default -> ALWAYS;
    };
  }

  public boolean restartsAfter(int exitCode) {
    return switch (this) {
      case ALWAYS -> true;
      case ON_FAILURE -> exitCode != 0;
      case NEVER -> false;
    };
  }
}
