// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.slipway.transport.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The fields of an HTTP/2 header list, without its pseudo-header fields. */
final class Http2RequestHeaders implements HttpHeaders {
  private final Http2Headers headers;

  Http2RequestHeaders(Http2Headers headers) {
    this.headers = headers;
  }

  @Override
  public @Nullable String get(String name) {
    return text(headers.get(lowerCase(name)));
  }

  @Override
  public void forEach(BiConsumer<String, String> consumer) {
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      if (field.getKey().charAt(0) != ':') {
        consumer.accept(field.getKey().toString(), field.getValue().toString());
      }
    }
  }

  static @Nullable String text(@Nullable CharSequence value) {
    return value == null ? null : value.toString();
  }

  /** Field names are in lower case on the wire (RFC 9113, 8.2). */
  static CharSequence lowerCase(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (AsciiString.isUpperCase(name.charAt(i))) {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }
}
