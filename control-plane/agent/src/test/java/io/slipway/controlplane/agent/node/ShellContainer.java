// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

/** Containers that run a script, as the lines of a Pod. */
final class ShellContainer {
  private ShellContainer() {}

  /** One that is called {@code main}. */
  static String sh(String script) {
    return sh("main", script, "");
  }

  /**
   * @param more fields of the container, each after a comma
   */
  static String sh(String name, String script, String more) {
    return "{'name':'%s','image':'any','command':['/bin/sh','-c','%s']%s}"
        .formatted(name, script, more);
  }
}
