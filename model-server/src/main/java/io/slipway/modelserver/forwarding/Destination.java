// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import java.util.Objects;

/**
 * A Pod's port.
 *
 * @param pod its name, for people
 */
public record Destination(String pod, String host, int port) {
  public Destination {
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(host, "host");
  }

  /** As it stands in a URI. */
  String authority() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  @Override
  public String toString() {
    return "Pod " + pod + " at " + authority();
  }
}
