// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** As much of DER (X.690) as it takes to put an older form of private key into PKCS #8. */
final class Der {
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  /** The first optional element of an {@code ECPrivateKey} (RFC 5915): its curve. */
  static final int CONTEXT_0 = 0xa0;

  private Der() {}

  /** An element with this tag around the given ones. */
  static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.write(length >> shift);
      }
    }
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  /** The content of the first element with this tag inside a sequence, null if there is none. */
  static byte @Nullable [] find(int tag, byte[] sequence) {
    int position = contentStart(sequence, 0);
    int end = position + contentLength(sequence, 0);
    if (sequence.length == 0 || (sequence[0] & 0xff) != SEQUENCE || end > sequence.length) {
      return null;
    }
    while (position < end - 1) {
      int start = contentStart(sequence, position);
      int length = contentLength(sequence, position);
      if (length < 0 || start + length > end) {
        return null;
      }
      if ((sequence[position] & 0xff) == tag) {
        byte[] content = new byte[length];
        System.arraycopy(sequence, start, content, 0, length);
        return content;
      }
      position = start + length;
    }
    return null;
  }

  private static int contentStart(byte[] bytes, int element) {
    if (element + 1 >= bytes.length) {
      return element + 2;
    }
    int first = bytes[element + 1] & 0xff;
    return element + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  /** -1 if it is not within the bytes, or of a size that no key has. */
  private static int contentLength(byte[] bytes, int element) {
    if (element + 1 >= bytes.length) {
      return -1;
    }
    int first = bytes[element + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 3 || element + 2 + count > bytes.length) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | (bytes[element + 2 + i] & 0xff);
    }
    return length;
  }
}
