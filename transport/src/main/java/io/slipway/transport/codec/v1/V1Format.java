// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v1;

/** How a request was laid out, which is how its answer is laid out. */
public sealed interface V1Format {
  /** {@code {"instances": [...]}}: one value, or one object of values, for each instance. */
  record Row(long instances) implements V1Format {}

  /** {@code {"inputs": ...}}: whole tensors. */
  record Column() implements V1Format {}
}
