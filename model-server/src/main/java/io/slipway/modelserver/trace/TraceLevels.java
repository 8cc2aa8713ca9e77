// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.api.error.ServingException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is traced.
 *
 * @param timestamps when a request passed which point
 * @param tensors its inputs and outputs
 */
public record TraceLevels(boolean timestamps, boolean tensors) {
  public static final TraceLevels OFF = new TraceLevels(false, false);

  private static final String NONE = "OFF";
  private static final String TIMESTAMPS = "TIMESTAMPS";
  private static final String TENSORS = "TENSORS";

  boolean isOff() {
    return equals(OFF);
  }

  /**
   * As {@link #names()} has them.
   *
   * @throws ServingException INVALID_ARGUMENT that names the one that is none
   */
  public static TraceLevels of(List<String> names) {
    boolean timestamps = false;
    boolean tensors = false;
    for (String name : names) {
      switch (name) {
        case TIMESTAMPS -> timestamps = true;
        case TENSORS -> tensors = true;
        case NONE -> {
          if (names.size() > 1) {
            throw ServingException.invalid("trace_level: OFF beside others (expected: OFF alone)");
          }
        }
        default ->
            throw ServingException.invalid(
                "trace_level: '%s' (expected: OFF, TIMESTAMPS or TENSORS)".formatted(name));
      }
    }
    return new TraceLevels(timestamps, tensors);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    if (timestamps) {
      names.add(TIMESTAMPS);
    }
    if (tensors) {
      names.add(TENSORS);
    }
    return names.isEmpty() ? List.of(NONE) : names;
  }
}
