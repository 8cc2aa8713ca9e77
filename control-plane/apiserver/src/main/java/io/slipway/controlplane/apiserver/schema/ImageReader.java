// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ImageWriter} wrote. */
final class ImageReader {
  private final byte[] bytes;
  private int at;

  ImageReader(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  int number() {
    int value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[at++];
      value |= (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[at++] & 0xff);
    }
    return value;
  }

  String text() {
    int length = number();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** Where the next byte is. */
  int position() {
    return at;
  }

  void skip(int count) {
    at += count;
  }
}
