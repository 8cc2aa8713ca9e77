// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.util.List;
import java.util.Locale;

/** The container runtimes that are known. */
enum RuntimeKind {
  PODMAN,
  DOCKER;

  /** The name of its program. */
  String program() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<RuntimeKind> of(RuntimeChoice choice) {
    return switch (choice) {
      case AUTO -> List.of(PODMAN, DOCKER);
      case PODMAN -> List.of(PODMAN);
      case DOCKER -> List.of(DOCKER);
      case NONE -> List.of();
    };
  }
}
