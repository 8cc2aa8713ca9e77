// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import java.util.Objects;

/**
 * Where a transformer or an explainer calls its predictor.
 *
 * @param host without a scheme, and with a path
 */
public record PredictorAddress(String host, boolean encrypted) {
  public PredictorAddress {
    Objects.requireNonNull(host, "host");
  }
}
