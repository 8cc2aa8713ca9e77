// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import java.util.Locale;

/**
 * What the messages of {@code ModelStreamInfer}'s answers are, which the path of the method does
 * not tell.
 */
public enum StreamDialect {
  /**
   * Triton's {@code ModelStreamInferResponse}: an answer, or an error message, after which the
   * stream goes on.
   */
  TRITON,
  /** MLServer's and Seldon's: {@code ModelInferResponse}; a failure ends the call. */
  MLSERVER;

  /**
   * @throws ServingException INVALID_ARGUMENT if there is none of that name
   */
  static StreamDialect of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "triton" -> TRITON;
      case "mlserver" -> MLSERVER;
      default ->
          throw ServingException.invalid(
              StreamInference.DIALECT_METADATA + ": '" + name + "' (expected: triton or mlserver)");
    };
  }
}
