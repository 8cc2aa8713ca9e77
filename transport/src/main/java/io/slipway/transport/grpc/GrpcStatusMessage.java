// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The {@code grpc-message} trailer: percent-encoded UTF-8 (gRPC over HTTP2, Responses). */
public final class GrpcStatusMessage {
  private static final String HEX = "0123456789ABCDEF";

  private GrpcStatusMessage() {}

  public static String encode(String message) {
    int plain = 0;
    while (plain < message.length() && isPlain(message.charAt(plain))) {
      plain++;
    }
    if (plain == message.length()) {
      return message;
    }
    StringBuilder out = new StringBuilder(message.length() + 16);
    for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) (b & 0xff))) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return out.toString();
  }

  /** Never fails: what is not a valid escape stays as it is. */
  public static String decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      int high = c == '%' && i + 2 < encoded.length() ? digit(encoded, i + 1) : -1;
      int low = high < 0 ? -1 : digit(encoded, i + 2);
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int digit(String text, int index) {
    return Character.digit(text.charAt(index), 16);
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' && c != '%';
  }
}
