// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.slipway.transport.http.HttpResponse;
import java.util.List;
import java.util.Locale;

/** The header list of an answer over HTTP/2. */
final class Http2ResponseHeaders {
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString RETRY_AFTER = AsciiString.cached("retry-after");
  private static final AsciiString ONE = AsciiString.cached("1");
  private static final AsciiString OK = AsciiString.cached("200");
  private static final AsciiString JSON = AsciiString.cached(HttpResponse.JSON);

  /** In place of a length: nobody knows it yet. */
  static final int NO_LENGTH = -1;

  private Http2ResponseHeaders() {}

  static Http2Headers of(HttpResponse response, int bodyBytes) {
    List<HttpResponse.Header> headers = response.headers();
    int status = response.status();
    boolean retryAfter =
        (status == 429 || status == 503)
            && headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("retry-after"));
    boolean length = status != 204 && bodyBytes >= 0;
    int fields =
        headers.size()
            + (response.contentType() == null ? 0 : 1)
            + (retryAfter ? 1 : 0)
            + (length ? 1 : 0);
    AsciiString[] list = new AsciiString[2 * fields];
    int i = 0;
    if (response.contentType() != null) {
      list[i++] = CONTENT_TYPE;
      list[i++] = contentType(response.contentType());
    }
    for (HttpResponse.Header header : headers) {
      list[i++] = AsciiString.of(header.name().toLowerCase(Locale.ROOT));
      list[i++] = AsciiString.of(header.value());
    }
    if (retryAfter) {
      list[i++] = RETRY_AFTER;
      list[i++] = ONE;
    }
    if (length) {
      list[i++] = CONTENT_LENGTH;
      list[i] = AsciiString.of(Integer.toString(bodyBytes));
    }
    AsciiString code = status == 200 ? OK : AsciiString.of(Integer.toString(status));
    return ReadOnlyHttp2Headers.serverHeaders(false, code, list);
  }

  private static AsciiString contentType(String value) {
    return value.equals(HttpResponse.JSON) ? JSON : AsciiString.of(value);
  }
}
