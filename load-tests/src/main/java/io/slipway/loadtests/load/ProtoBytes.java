// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The little of protobuf's wire format that requests and models of benchmarks need. Pure. */
public final class ProtoBytes {
  private ProtoBytes() {}

  public static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  public static void field(ByteArrayOutputStream out, int number, long value) {
    varint(out, (long) number << 3);
    varint(out, value);
  }

  public static void field(ByteArrayOutputStream out, int number, byte[] value) {
    varint(out, ((long) number << 3) | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  public static void field(ByteArrayOutputStream out, int number, String value) {
    field(out, number, value.getBytes(StandardCharsets.UTF_8));
  }
}
