// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.runtimes.spi.DimensionNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a model allows requests of unequal shapes to run together, before anything is known of the
 * model itself.
 *
 * @param values what the inputs named here are filled up with; zeros otherwise
 * @param outputs for the outputs named here, per dimension of any size after the first: the input's
 *     dimension whose size it has, as {@code input[1]}, or {@code -} if it depends on none. By the
 *     names in the model's file otherwise
 */
public record PaddingRule(
    Buckets buckets, Map<String, String> values, Map<String, List<String>> outputs) {
  /** Of a model's configuration: turns padding on, and says which sizes may be together. */
  public static final String BUCKETS_PARAMETER = "slipway.padding";

  /** The same, with the name of an input after it. */
  public static final String VALUE_PARAMETER = "slipway.padding.value.";

  /** The same, with the name of an output after it. */
  public static final String OUTPUT_PARAMETER = "slipway.padding.output.";

  public PaddingRule {
    Objects.requireNonNull(buckets, "buckets");
    values = Map.copyOf(values);
    outputs = Map.copyOf(outputs);
  }

  /**
   * What it means for a model.
   *
   * @throws ServingException INVALID_ARGUMENT naming what is missing or does not fit
   */
  public Padding on(ModelSignature signature, DimensionNames names) {
    return new PaddingResolution(this, signature, names).resolve();
  }
}
