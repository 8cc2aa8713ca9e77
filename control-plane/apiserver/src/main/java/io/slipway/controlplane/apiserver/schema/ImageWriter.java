// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows an array of bytes: numbers of variable length and texts with their length before them. */
final class ImageWriter {
  private byte[] bytes = new byte[64];
  private int size;

  void number(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  void fixed(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      put((byte) (value >>> shift));
    }
  }

  void text(String text) {
    block(text.getBytes(StandardCharsets.UTF_8));
  }

  void block(byte[] block) {
    number(block.length);
    raw(block);
  }

  void raw(byte[] block) {
    ensure(block.length);
    System.arraycopy(block, 0, bytes, size, block.length);
    size += block.length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void clear() {
    size = 0;
  }

  private void put(byte value) {
    ensure(1);
    bytes[size++] = value;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
