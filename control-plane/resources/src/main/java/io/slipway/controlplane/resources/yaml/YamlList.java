// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import java.util.List;

/** A sequence. */
public record YamlList(Position position, List<YamlValue> items) implements YamlValue {
  public YamlList {
    items = List.copyOf(items);
  }

  @Override
  public String describe() {
    return "a list";
  }
}
