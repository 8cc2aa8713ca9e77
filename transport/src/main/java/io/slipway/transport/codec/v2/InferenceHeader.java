// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import org.jspecify.annotations.Nullable;

/** The header that says where the JSON of a body with binary tensor data ends. */
public final class InferenceHeader {
  public static final String NAME = "Inference-Header-Content-Length";

  private InferenceHeader() {}

  /**
   * How many bytes of the body are JSON.
   *
   * @param value the header's text; null if there is none and the whole body is JSON
   * @return 0, with a header, says that the body is one raw tensor ({@link RawBinaryRequest})
   * @throws ServingException INVALID_ARGUMENT if the text is not a number within the body
   */
  public static int jsonLength(@Nullable String value, int bodySize) {
    if (value == null) {
      return bodySize;
    }
    int length;
    try {
      length = Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw outside(value, bodySize);
    }
    if (length < 0 || length > bodySize) {
      throw outside(value, bodySize);
    }
    return length;
  }

  private static ServingException outside(String value, int bodySize) {
    String shown = value.length() <= 40 ? value : value.substring(0, 40) + "...";
    return ServingException.invalid(
        "%s: '%s' (expected: a number from 0 to %d, the size of the body)"
            .formatted(NAME, shown, bodySize));
  }
}
