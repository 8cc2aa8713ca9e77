// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.repository;

import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import java.util.Objects;

/**
 * A line of the repository's index, with Triton's names for the states. What is empty is not
 * written: of a model that was never loaded, all but the name.
 */
public record IndexEntry(String name, String version, String state, String reason) {
  public static final String UNAVAILABLE = "UNAVAILABLE";

  public IndexEntry {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(reason, "reason");
  }

  public static IndexEntry of(ModelStatus status) {
    return new IndexEntry(
        status.id().name(), status.id().version(), state(status.state()), status.reason());
  }

  /** A model that is there to be loaded. */
  public static IndexEntry notLoaded(String name) {
    return new IndexEntry(name, "", "", "");
  }

  private static String state(ModelState state) {
    return switch (state) {
      case READY -> "READY";
      case LOADING -> "LOADING";
      case UNLOADING -> "UNLOADING";
      case PENDING, FAILED, UNLOADED -> UNAVAILABLE;
    };
  }
}
