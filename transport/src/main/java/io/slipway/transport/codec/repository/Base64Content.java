// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.repository;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.json.JsonReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** A file in base64. Decoded in pieces: a decoder that is given all at once makes one more copy. */
final class Base64Content implements LoadRequest.Content {
  /** A multiple of 4, as only the last piece may be padded. */
  private static final int PIECE = 1 << 14;

  private final String key;
  private final byte[] text;
  private final int offset;
  private final int length;

  private Base64Content(String key, byte[] text, int offset, int length) {
    this.key = key;
    this.text = text;
    this.offset = offset;
    this.length = length;
  }

  /** The string that was read last. */
  static Base64Content of(String key, JsonReader json) {
    int offset = json.textOffset();
    int length = json.textLength();
    if (json.isTextCopied()) { // and overwritten by the next one
      byte[] copy = Arrays.copyOfRange(json.text(), offset, offset + length);
      return new Base64Content(key, copy, 0, length);
    }
    return new Base64Content(key, json.text(), offset, length);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Base64.Decoder decoder = Base64.getDecoder();
    for (int i = 0; i < length; i += PIECE) {
      int end = Math.min(length, i + PIECE);
      byte[] bytes;
      try {
        bytes = decoder.decode(Arrays.copyOfRange(text, offset + i, offset + end));
      } catch (IllegalArgumentException e) {
        throw ServingException.invalid(
            "'parameters.%s' is not base64: %s".formatted(key, e.getMessage()));
      }
      if (end < length && bytes.length != PIECE / 4 * 3) {
        throw ServingException.invalid(
            "'parameters.%s' is not base64: it goes on after its padding".formatted(key));
      }
      out.write(bytes);
    }
  }
}
