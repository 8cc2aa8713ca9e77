// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import io.slipway.controlplane.resources.yaml.Position;
import java.util.Objects;

/**
 * Why a text is not accepted.
 *
 * @param position where in the text
 * @param path of the field, as in {@code spec.predictor.containers[0].name}; empty if the fault is
 *     not a field's
 * @param message the given value and the rule it breaks
 */
public record FieldError(Position position, String path, Reason reason, String message) {
  /** The kind of fault, after the causes that Kubernetes' API reports. */
  public enum Reason {
    /** The text is not YAML, or larger than the limits. */
    MALFORMED,
    /** A value of another type than the field's. */
    TYPE,
    /** A field that must be there is not. */
    REQUIRED,
    /** A value outside of what the field allows. */
    INVALID,
    /** No such field. */
    UNKNOWN,
    /** The same key twice in a mapping. */
    DUPLICATE,
    /** Valid, but it changes the answer and nothing here does it. */
    UNSUPPORTED
  }

  public FieldError {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
  }

  /** One line: {@code file:line:column: path: message}. */
  @Override
  public String toString() {
    return position + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
