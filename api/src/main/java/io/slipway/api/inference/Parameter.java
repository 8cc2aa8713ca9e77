// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

/** A parameter of a request, an input, an output or an answer, as the v2 protocol types them. */
public sealed interface Parameter {
  record Bool(boolean value) implements Parameter {}

  record Int64(long value) implements Parameter {}

  /** The 64 bits of an unsigned value. */
  record Uint64(long value) implements Parameter {}

  record Float64(double value) implements Parameter {}

  record Text(String value) implements Parameter {}
}
