// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Asks a web server for a file, once. The client is made with the first request. Thread-safe. */
final class HttpSource implements AutoCloseable {
  private final HttpLimits limits;
  private @Nullable HttpClient client;

  HttpSource(HttpLimits limits) {
    this.limits = limits;
  }

  sealed interface Answer {
    /** What the caller has is still what the server has. */
    record NotModified() implements Answer {}

    /**
     * @param body the caller closes it
     */
    record Content(HttpBody body, OptionalLong length, String etag, String lastModified)
        implements Answer {}
  }

  /**
   * @param etag of what the caller has; empty if none
   * @param lastModified of what the caller has; empty if none
   * @throws TransientFailure if another attempt may help
   * @throws ServingException if not
   */
  Answer get(URI uri, String etag, String lastModified)
      throws TransientFailure, InterruptedException {
    URI at = uri;
    for (int redirects = 0; redirects <= limits.maxRedirects(); redirects++) {
      HttpResponse<HttpBody> response = send(request(at, etag, lastModified));
      switch (response.statusCode()) {
        case 200 -> {
          return new Answer.Content(
              response.body(),
              response.headers().firstValueAsLong("Content-Length"),
              header(response, "ETag"),
              header(response, "Last-Modified"));
        }
        case 304 -> {
          response.body().close();
          return new Answer.NotModified();
        }
        case 301, 302, 303, 307, 308 -> {
          response.body().close();
          at = redirect(at, response);
        }
        default -> {
          response.body().close();
          throw failure(at, response);
        }
      }
    }
    throw ServingException.invalid(
        "%s redirects more than %d times".formatted(shown(uri), limits.maxRedirects()));
  }

  private HttpRequest request(URI uri, String etag, String lastModified) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(limits.stallTimeout()).header("User-Agent", "slipway");
    if (!etag.isEmpty()) {
      request.header("If-None-Match", etag);
    } else if (!lastModified.isEmpty()) {
      request.header("If-Modified-Since", lastModified);
    }
    return request.build();
  }

  private HttpResponse<HttpBody> send(HttpRequest request)
      throws TransientFailure, InterruptedException {
    try {
      return client().send(request, _ -> new HttpBody(limits.stallTimeout()));
    } catch (IOException e) {
      throw new TransientFailure(
          "%s cannot be reached: %s".formatted(shown(request.uri()), reason(e)),
          Optional.empty(),
          e);
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      // HTTP/1.1: a file needs no multiplexing, and old servers stumble over the upgrade.
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(limits.connectTimeout())
              .build();
    }
    return client;
  }

  private static URI redirect(URI from, HttpResponse<?> response) {
    String location = header(response, "Location");
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(
          "%s redirects to '%s', which is no URI".formatted(shown(from), location));
    }
    String scheme = String.valueOf(to.getScheme());
    boolean downgrade = "https".equals(from.getScheme()) && !scheme.equals("https");
    if (location.isEmpty() || downgrade || !scheme.matches("https?") || to.getHost() == null) {
      throw ServingException.invalid(
          "%s redirects to '%s' (expected: %s)"
              .formatted(
                  shown(from),
                  location.isEmpty() ? "" : shown(to),
                  downgrade ? "https, as before" : "an http or https address"));
    }
    return to;
  }

  private static ServingException failure(URI uri, HttpResponse<?> response)
      throws TransientFailure {
    int status = response.statusCode();
    String message = "%s answered %d (expected: 200)".formatted(shown(uri), status);
    return switch (status) {
      case 401, 403 -> new ServingException(ErrorCode.PERMISSION_DENIED, message);
      case 404, 410 -> new ServingException(ErrorCode.NOT_FOUND, message);
      case 408, 429, 500, 502, 503, 504 ->
          throw new TransientFailure(message, retryAfter(response));
      default -> ServingException.invalid(message);
    };
  }

  /** RFC 9110, section 10.2.3, in its form of seconds; a date is not worth a clock. */
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    String seconds = header(response, "Retry-After");
    return seconds.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds)))
        : Optional.empty();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static String reason(IOException e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Without the query, which may be a signature. */
  static String shown(URI uri) {
    String text = uri.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?...";
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
