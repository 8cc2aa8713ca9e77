// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read from a text: its documents up to the first fault, and the fault if there is one.
 */
public record YamlText(List<YamlDocument> documents, @Nullable Fault fault) {
  /** Why reading stopped. */
  public record Fault(Position position, String reason) {}

  public YamlText {
    documents = List.copyOf(documents);
  }
}
