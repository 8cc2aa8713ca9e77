// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.coding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import org.jspecify.annotations.Nullable;

/** How a body is packed. Pure. */
enum ContentCoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  /** zlib's format; bodies without its header, which some clients send by that name, are read. */
  DEFLATE("deflate");

  /** What a request may be packed with, as the value of {@code Accept-Encoding}. */
  static final String OFFERED = "gzip, deflate";

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /** The name in {@code Content-Encoding}. */
  String token() {
    return token;
  }

  /**
   * The coding of a request's body.
   *
   * @param contentEncoding the header's value
   * @throws ServingException UNSUPPORTED_MEDIA_TYPE for any other, and for several at once
   */
  static ContentCoding of(String contentEncoding) {
    ContentCoding coding = named(contentEncoding.strip());
    if (coding == null) {
      String shown =
          contentEncoding.length() <= 40 ? contentEncoding : contentEncoding.substring(0, 40);
      throw new ServingException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Encoding: '" + shown + "' (expected: gzip or deflate, and one of them only)");
    }
    return coding;
  }

  /**
   * What the caller likes best of what there is: the highest weight, gzip before deflate. Not
   * packing is always allowed, and is chosen if it is the only way or weighs more.
   *
   * @param acceptEncoding the header's value
   */
  static ContentCoding preferred(String acceptEncoding) {
    int gzip = weight(acceptEncoding, GZIP);
    int deflate = weight(acceptEncoding, DEFLATE);
    int best = Math.max(gzip, deflate);
    if (best == 0 || weight(acceptEncoding, IDENTITY) > best) {
      return IDENTITY;
    }
    return gzip == best ? GZIP : DEFLATE;
  }

  private static @Nullable ContentCoding named(String name) {
    if (name.isEmpty() || name.equalsIgnoreCase(IDENTITY.token)) {
      return IDENTITY;
    }
    if (name.equalsIgnoreCase(GZIP.token) || name.equalsIgnoreCase("x-gzip")) {
      return GZIP;
    }
    return name.equalsIgnoreCase(DEFLATE.token) ? DEFLATE : null;
  }

  /** In thousandths: of its own entry, else of {@code *}, else 0. */
  private static int weight(String acceptEncoding, ContentCoding coding) {
    int any = 0;
    int from = 0;
    while (from < acceptEncoding.length()) {
      int comma = acceptEncoding.indexOf(',', from);
      int end = comma < 0 ? acceptEncoding.length() : comma;
      int semicolon = acceptEncoding.indexOf(';', from);
      int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
      String name = acceptEncoding.substring(from, nameEnd).strip();
      if (!name.isEmpty() && named(name) == coding) {
        return quality(acceptEncoding.substring(nameEnd, end));
      }
      if (name.equals("*") && coding != IDENTITY) {
        any = quality(acceptEncoding.substring(nameEnd, end));
      }
      from = end + 1;
    }
    return any;
  }

  /**
   * @param parameters {@code ;q=0.5}, or empty for 1; anything else weighs nothing
   */
  private static int quality(String parameters) {
    String text = parameters.strip();
    if (text.isEmpty()) {
      return 1000;
    }
    text = text.substring(1).strip();
    if (!text.regionMatches(true, 0, "q=", 0, 2)) {
      return 0;
    }
    try {
      double value = Double.parseDouble(text.substring(2).strip());
      return value >= 0 && value <= 1 ? (int) Math.round(1000 * value) : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
