// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer. {@code Content-Length}, {@code Date}-free framing and connection headers are the
 * transport's; everything else is in {@code headers}.
 *
 * @param body owned by the response; null for an empty one
 */
public record HttpResponse(
    int status, @Nullable String contentType, List<Header> headers, @Nullable OutputBuffer body) {
  public static final String JSON = "application/json";
  public static final String OCTET_STREAM = "application/octet-stream";

  /** A header field; the name is written as given (in lower case over HTTP/2). */
  public record Header(String name, String value) {
    public Header {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
    }
  }

  public HttpResponse {
    headers = List.copyOf(headers);
  }

  public static HttpResponse json(int status, OutputBuffer body) {
    return new HttpResponse(status, JSON, List.of(), body);
  }

  public static HttpResponse empty(int status) {
    return new HttpResponse(status, null, List.of(), null);
  }

  public static HttpResponse text(int status, String contentType, String body) {
    OutputBuffer buffer = OutputBuffer.allocate(body.length() + 16);
    buffer.writeUtf8(body);
    return new HttpResponse(status, contentType, List.of(), buffer);
  }
}
