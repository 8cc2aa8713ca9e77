// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that is run before the model is ready.
 *
 * @param name for messages
 * @param batchSize how often the inputs are repeated along the batch dimension
 * @param count how often it is run
 * @param inputs by name
 */
public record Warmup(String name, int batchSize, int count, Map<String, Input> inputs) {
  public Warmup {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }

  /**
   * An input of it.
   *
   * @param dims concrete, without the batch dimension
   */
  public record Input(DataType datatype, Shape dims, Data data) {}

  /** Where an input's elements come from. */
  public sealed interface Data {
    /** Zeros, or empty strings. */
    record Zero() implements Data {}

    /** Anything; empty strings for BYTES. */
    record Random() implements Data {}

    /** The elements as the binary extension writes them. */
    record File(String name) implements Data {}
  }
}
