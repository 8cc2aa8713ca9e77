// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import io.slipway.api.error.ServingException;

/** What to throw when the input is not what it must be. */
final class MalformedJson {
  private MalformedJson() {}

  /**
   * @param position of the first wrong byte in {@code buf}, whose input is from {@code start} to
   *     {@code end}
   */
  static ServingException at(int position, byte[] buf, int start, int end, String expected) {
    String found;
    if (position >= end) {
      found = "the end of the input";
    } else if (buf[position] > ' ' && buf[position] < 0x7F) {
      found = "'" + (char) buf[position] + "'";
    } else {
      found = "byte 0x%02X".formatted(buf[position]);
    }
    return ServingException.invalid(
        "malformed JSON at byte %d: found %s (expected: %s)"
            .formatted(position - start, found, expected));
  }
}
