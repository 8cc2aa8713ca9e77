// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import io.slipway.controlplane.resources.yaml.Position;
import java.util.Objects;

/** A field that was accepted and does nothing here, with the reason. */
public record IgnoredField(Position position, String path, String reason) {
  public IgnoredField {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(reason, "reason");
  }

  /** One line: {@code file:line:column: path: ignored: reason}. */
  @Override
  public String toString() {
    return position + ": " + path + ": ignored: " + reason;
  }
}
