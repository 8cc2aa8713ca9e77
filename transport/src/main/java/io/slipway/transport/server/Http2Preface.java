// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;

/**
 * The first bytes of an HTTP/2 client (RFC 9113, 3.4). They were chosen to read as the head of a
 * request that no HTTP/1.1 client sends, so looking for them costs the others nothing.
 */
final class Http2Preface {
  private static final String HEAD = "PRI * HTTP/2.0\r\n\r\n";

  private Http2Preface() {}

  /** Whether a head of {@code length} bytes is that of the preface. */
  static boolean starts(ByteBuf in, int length) {
    if (length != HEAD.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != HEAD.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
