// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.writing;

/** Numbers of bytes as people write them: {@code 512}, {@code 10MiB}. */
public final class ByteSize {
  private ByteSize() {}

  /**
   * @throws NumberFormatException if it is none
   */
  public static long parse(String text) {
    int shift =
        text.endsWith("KiB") ? 10 : text.endsWith("MiB") ? 20 : text.endsWith("GiB") ? 30 : 0;
    String number = shift == 0 ? text : text.substring(0, text.length() - 3);
    return (long) Integer.parseInt(number.strip()) << shift;
  }
}
