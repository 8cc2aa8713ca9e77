// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a head, and looks at every byte once however many reads it takes: a client that
 * sends byte by byte must not cost quadratic work.
 */
final class HeadScanner {
  private static final byte LF = '\n';

  /** Offsets from the buffer's reader index. */
  private int scanned;

  private int lineStart;

  void reset() {
    scanned = 0;
    lineStart = 0;
  }

  /** Whether the first line is complete. */
  boolean sawLine() {
    return lineStart > 0;
  }

  /**
   * The length of the head, its empty line included, or -1 if it is not all there. Empty lines
   * before the request line are skipped (RFC 9112, 2.2).
   */
  int find(ByteBuf in) throws HttpFault {
    while (true) {
      int base = in.readerIndex();
      int lf = in.indexOf(base + scanned, in.writerIndex(), LF);
      if (lf < 0) {
        scanned = in.readableBytes();
        return -1;
      }
      int length = lf - base - lineStart;
      if (length == 0 || in.getByte(lf - 1) != '\r') {
        throw HttpFault.malformed("a line that ends in a bare LF (expected: CR LF)");
      }
      if (length == 1 && lineStart > 0) {
        return lf + 1 - base;
      }
      if (length == 1) {
        in.skipBytes(2);
        scanned = 0;
      } else {
        scanned = lf + 1 - base;
        lineStart = scanned;
      }
    }
  }
}
