// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer. Framing and connection headers, {@code Content-Length} among them, are the
 * transport's, and so is {@code Retry-After} on 429 and 503 that name none; everything else is in
 * {@code headers}.
 *
 * @param body owned by the response; null for an empty one
 */
public record HttpResponse(
    int status, @Nullable String contentType, List<Header> headers, @Nullable OutputBuffer body) {
  public static final String JSON = "application/json";
  private static final Header CHALLENGE =
      new Header("WWW-Authenticate", "Bearer realm=\"slipway\"");
  public static final String OCTET_STREAM = "application/octet-stream";

  /** Server-sent events. Such an answer is never packed: each event is to arrive as it is sent. */
  public static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

  /**
   * A header field; the name is written as given (in lower case over HTTP/2). One that would break
   * the framing cannot be made: its constructor throws {@code IllegalArgumentException}.
   */
  public record Header(String name, String value) {
    public Header {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
      HeaderSyntax.checkName(name);
      HeaderSyntax.checkValue(name, value);
    }
  }

  public HttpResponse {
    headers = List.copyOf(headers);
    if (contentType != null) {
      HeaderSyntax.checkValue("content-type", contentType);
    }
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

  /** {@code {"error": "..."}} with the status of the failure's code. */
  public static HttpResponse failure(ServingException failure) {
    ErrorCode code = failure.code();
    return new HttpResponse(
        code.httpStatus(), JSON, headersOf(failure), ErrorBody.of(failure.getMessage()));
  }

  /** What an answer with the status of the failure's code says besides its body. */
  public static List<Header> headersOf(ServingException failure) {
    ErrorCode code = failure.code();
    if (code.retryable()) {
      return List.of(new Header("Retry-After", Integer.toString(failure.retrySeconds())));
    }
    return code == ErrorCode.UNAUTHENTICATED ? List.of(CHALLENGE) : List.of();
  }

  /** {@code {"error": "..."}} for a status that no error code has. */
  public static HttpResponse failure(int status, String message) {
    return json(status, ErrorBody.of(message));
  }
}
