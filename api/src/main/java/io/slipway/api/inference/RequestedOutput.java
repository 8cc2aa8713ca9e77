// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import java.util.Map;
import java.util.Objects;

/** An output that the caller asked for, with what it said about it. */
public record RequestedOutput(String name, Map<String, Parameter> parameters) {
  public RequestedOutput {
    Objects.requireNonNull(name, "name");
    parameters = Map.copyOf(parameters);
  }
}
