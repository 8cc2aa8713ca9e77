// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import io.slipway.controlplane.resources.schema.FieldError;
import io.slipway.controlplane.resources.schema.IgnoredField;
import io.slipway.controlplane.resources.serving.InferenceService;
import io.slipway.controlplane.resources.yaml.Position;
import java.util.List;
import java.util.stream.Collectors;

/** What became of one resource of a text. */
public sealed interface ServiceReading {
  /** Where the resource begins. */
  Position position();

  /**
   * A service that can be served.
   *
   * @param service with all defaults set
   * @param ignored fields that were accepted and do nothing here; to be told to the user
   */
  record Valid(Position position, InferenceService service, List<IgnoredField> ignored)
      implements ServiceReading {
    public Valid {
      ignored = List.copyOf(ignored);
    }

    /** What is to be served. */
    public ServiceDefinition definition() {
      return ServiceDefinition.of(service);
    }
  }

  /** Why there is no service to serve. */
  sealed interface Fault extends ServiceReading {
    /** For the person who wrote the text; a line for each fault. */
    String message();
  }

  /** A text or a service with faults: at least one, all that were found, in the text's order. */
  record Invalid(Position position, List<FieldError> errors) implements Fault {
    public Invalid {
      errors = List.copyOf(errors);
      if (errors.isEmpty()) {
        throw new IllegalArgumentException("errors: none (expected: at least one)");
      }
    }

    @Override
    public String message() {
      return errors.stream().map(FieldError::toString).collect(Collectors.joining("\n"));
    }
  }

  /**
   * A resource of a kind that nothing reads yet.
   *
   * @param name empty if it has none
   */
  record Unhandled(Position position, String apiVersion, String kind, String name)
      implements Fault {
    @Override
    public String message() {
      return position
          + ": "
          + kind
          + (name.isEmpty() ? "" : " \"" + name + "\"")
          + " ("
          + apiVersion
          + ") is not handled here yet (handled: "
          + InferenceService.KIND
          + " of "
          + InferenceService.API_VERSION
          + ")";
    }
  }
}
