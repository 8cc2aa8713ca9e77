// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The client's settings in an upgrade: the payload of a SETTINGS frame (RFC 7540, 3.2.1). */
final class UpgradeSettings {
  private static final int ENTRY_BYTES = 6;

  private UpgradeSettings() {}

  /**
   * @throws IllegalArgumentException if it is not base64url of whole, valid settings
   */
  static Http2Settings parse(@Nullable String header) {
    ByteBuffer payload =
        ByteBuffer.wrap(Base64.getUrlDecoder().decode(header == null ? "" : header));
    if (payload.remaining() % ENTRY_BYTES != 0) {
      throw new IllegalArgumentException(
          payload.remaining() + " bytes (expected: a multiple of " + ENTRY_BYTES + ")");
    }
    Http2Settings settings = new Http2Settings();
    while (payload.hasRemaining()) {
      settings.put(payload.getChar(), (Long) (payload.getInt() & 0xffff_ffffL));
    }
    return settings;
  }
}
