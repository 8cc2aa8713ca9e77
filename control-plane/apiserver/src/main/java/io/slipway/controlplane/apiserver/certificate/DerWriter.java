// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Values in the Distinguished Encoding Rules (ITU-T X.690), as far as certificates need them. */
final class DerWriter {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  /** Later years have four digits (RFC 5280, 4.1.2.5). */
  private static final int LAST_UTC_YEAR = 2049;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DerWriter() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, join(parts));
  }

  static byte[] set(byte[]... parts) {
    return tagged(SET, join(parts));
  }

  /** A constructed value with a tag of its context, around another value. */
  static byte[] explicit(int tag, byte[] value) {
    return tagged(0xa0 | tag, value);
  }

  /** A primitive value with a tag of its context in place of its own. */
  static byte[] implicit(int tag, byte[] content) {
    return tagged(0x80 | tag, content);
  }

  static byte[] truth() {
    return tagged(BOOLEAN, new byte[] {(byte) 0xff});
  }

  static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  static byte[] octets(byte[] content) {
    return tagged(OCTET_STRING, content);
  }

  static byte[] bits(byte[] content, int unusedBits) {
    return tagged(BIT_STRING, join(new byte[] {(byte) unusedBits}, content));
  }

  static byte[] text(String value) {
    return tagged(UTF8_STRING, value.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant instant) {
    boolean utc = instant.atOffset(ZoneOffset.UTC).getYear() <= LAST_UTC_YEAR;
    String text = (utc ? UTC : GENERALIZED).format(instant);
    return tagged(utc ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * @param arcs of the identifier, at least two
   */
  static byte[] identifier(int... arcs) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    base128(content, 40 * arcs[0] + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      base128(content, arcs[i]);
    }
    return tagged(OBJECT_IDENTIFIER, content.toByteArray());
  }

  private static void base128(ByteArrayOutputStream out, int value) {
    int groups = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      groups++;
    }
    for (int i = groups - 1; i >= 0; i--) {
      out.write(((value >>> (7 * i)) & 0x7f) | (i == 0 ? 0 : 0x80));
    }
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] bytes = BigInteger.valueOf(length).toByteArray();
      int skipped = bytes[0] == 0 ? 1 : 0;
      out.write(0x80 | (bytes.length - skipped));
      out.write(bytes, skipped, bytes.length - skipped);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
