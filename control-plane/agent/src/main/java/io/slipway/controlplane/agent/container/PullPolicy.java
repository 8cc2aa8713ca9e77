// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

/** When an image is fetched. Pure. */
enum PullPolicy {
  ALWAYS,
  IF_NOT_PRESENT,
  NEVER;

  /**
   * @param said empty for Kubernetes' default
   */
  static PullPolicy of(String said, ImageReference image) {
    return switch (said) {
      case "Always" -> ALWAYS;
      case "Never" -> NEVER;
      case "IfNotPresent" -> IF_NOT_PRESENT;
      default -> image.isLatest() ? ALWAYS : IF_NOT_PRESENT;
    };
  }

  boolean fetches(boolean present) {
    return switch (this) {
      case ALWAYS -> true;
      case IF_NOT_PRESENT -> !present;
      case NEVER -> false;
    };
  }
}
