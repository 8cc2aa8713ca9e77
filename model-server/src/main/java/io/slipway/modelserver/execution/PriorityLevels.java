// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;

/**
 * In which order the requests that wait for a model are taken: by level, 1 first, and by arrival
 * within a level. The names and numbers are those of Triton's dynamic batcher. Pure.
 *
 * @param count how many levels there are; 0 for none, which is by arrival alone
 * @param standard the level of requests that name none, or one that there is not
 */
public record PriorityLevels(int count, int standard) {
  public static final PriorityLevels NONE = new PriorityLevels(0, 0);

  static final String PARAMETER = "priority";

  public PriorityLevels {
    if (count < 0 || (count == 0 ? standard != 0 : standard < 1 || standard > count)) {
      throw new IllegalArgumentException(
          "priority levels: %d, default level: %d (expected: one of the levels, or none at all)"
              .formatted(count, standard));
    }
  }

  /**
   * The level of a request; its parameter {@code priority} names it.
   *
   * @throws ServingException INVALID_ARGUMENT if that is not an integer from 0 up
   */
  int of(InferenceRequest request) {
    Parameter parameter = request.parameters().get(PARAMETER);
    if (parameter == null) {
      return standard;
    }
    if (parameter instanceof Parameter.Uint64 uint64) {
      return uint64.value() > 0 && uint64.value() <= count ? (int) uint64.value() : standard;
    }
    if (parameter instanceof Parameter.Int64 int64 && int64.value() >= 0) {
      return int64.value() > 0 && int64.value() <= count ? (int) int64.value() : standard;
    }
    throw ServingException.invalid(
        "parameter priority is not an integer (expected: 0 for the model's own, or a level from"
            + " 1)");
  }
}
