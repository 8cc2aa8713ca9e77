// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.Peer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request: its bytes, where its fields are, and what framing needs of them. Strings
 * are made when somebody asks. Several requests may have the same.
 */
final class Http1Head implements HttpHeaders {
  static final long NO_LENGTH = -1;

  private final byte[] bytes;

  /** Per field: start and end of the name, start and end of the value, 16 bits each. */
  private final long[] fields;

  // what the parser found; set once, before anybody else sees the head
  String method = "";
  String path = "";
  @Nullable String query;
  @Nullable String authority;
  @Nullable String origin;
  boolean http10;
  boolean keepAlive;
  boolean chunked;
  boolean expectsContinue;
  boolean upgradesToH2c;
  long contentLength = NO_LENGTH;

  Http1Head(byte[] bytes, long[] fields) {
    this.bytes = bytes;
    this.fields = fields;
  }

  static long field(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    return (long) nameStart << 48 | (long) nameEnd << 32 | (long) valueStart << 16 | valueEnd;
  }

  static int nameStart(long field) {
    return (int) (field >>> 48);
  }

  static int nameEnd(long field) {
    return (int) (field >>> 32) & 0xffff;
  }

  static int valueStart(long field) {
    return (int) (field >>> 16) & 0xffff;
  }

  static int valueEnd(long field) {
    return (int) field & 0xffff;
  }

  boolean consistsOf(byte[] others) {
    return Arrays.equals(bytes, others);
  }

  /** As services see it. */
  HttpRequestHead from(Peer peer) {
    return new HttpRequestHead(method, path, query, authority, this, peer);
  }

  boolean hasBody() {
    return chunked || contentLength > 0;
  }

  @Override
  public @Nullable String get(String name) {
    for (long field : fields) {
      if (nameEnd(field) - nameStart(field) == name.length() && named(field, name)) {
        return text(valueStart(field), valueEnd(field));
      }
    }
    return null;
  }

  @Override
  public void forEach(BiConsumer<String, String> consumer) {
    for (long field : fields) {
      consumer.accept(
          text(nameStart(field), nameEnd(field)), text(valueStart(field), valueEnd(field)));
    }
  }

  private boolean named(long field, String name) {
    return equalsIgnoreCase(bytes, nameStart(field), name);
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** Compares ASCII letters without case; {@code text} may be written in either. */
  static boolean equalsIgnoreCase(byte[] bytes, int start, String text) {
    for (int i = 0; i < text.length(); i++) {
      int a = bytes[start + i];
      int b = text.charAt(i);
      if (a != b && (lower(a) != lower(b))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }
}
