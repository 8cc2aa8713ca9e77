// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How the variables of a container get to a runtime: by the environment of its program, where
 * nobody else reads them, unless they would mean something to the program itself. Pure.
 */
final class ClientVariables {
  private static final Set<String> NAMES =
      Set.of("PATH", "HOME", "SHELL", "TERM", "USER", "LOGNAME", "TMPDIR", "NOTIFY_SOCKET", "TZ");

  private static final List<String> BEGINNINGS =
      List.of(
          "LD_",
          "GLIBC_",
          "MALLOC_",
          "GO",
          "XDG_",
          "DBUS_",
          "LISTEN_",
          "SSL_",
          "SSH_",
          "CONTAINER",
          "_CONTAINER",
          "PODMAN_",
          "_PODMAN",
          "DOCKER_",
          "BUILD",
          "REGISTRY_",
          "STORAGE_",
          "CNI_",
          "NETAVARK",
          "AARDVARK",
          "OTEL_");

  private ClientVariables() {}

  /** Whether a program of a runtime may take a variable for its own. */
  static boolean steers(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return NAMES.contains(upper)
        || upper.endsWith("_PROXY")
        || name.endsWith("*") // which means all that begin so
        || BEGINNINGS.stream().anyMatch(upper::startsWith);
  }

  /** Those that are not said on its command line. */
  static Map<String, String> hidden(Map<String, String> variables) {
    Map<String, String> hidden = new LinkedHashMap<>(variables);
    hidden.keySet().removeIf(ClientVariables::steers);
    return hidden;
  }
}
