// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import io.slipway.controlplane.resources.yaml.YamlText.Fault;

/** Leaves the recursion of {@link TreeBuilder}; {@link YamlReader} turns it into a result. */
final class YamlFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  YamlFaultException(Position position, String reason) {
    super(reason, null, false, false);
    this.fault = new Fault(position, reason);
  }

  Fault fault() {
    return fault;
  }
}
