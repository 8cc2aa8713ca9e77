// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** HTTP/1.1 over TLS. Closed by whoever made it, after its streams. */
public final class SocketTransport implements ApiTransport, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final URI url;
  private final Map<String, String> headers;
  private final HttpClient client;

  /**
   * @param headers added to each request that has no such header itself
   */
  public SocketTransport(URI url, SSLContext tls, Map<String, String> headers) {
    this.url = url;
    this.headers = Map.copyOf(headers);
    this.client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  @Override
  public ApiResponse send(ApiRequest request) {
    HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
    return new ApiResponse(answer.statusCode(), answer.headers().map(), answer.body());
  }

  @Override
  public ApiStream open(ApiRequest request) {
    HttpResponse<InputStream> answer = exchange(request, BodyHandlers.ofInputStream());
    return new ApiStream(answer.statusCode(), answer.body());
  }

  /** An empty header is left out. */
  ApiSocket openSocket(ApiRequest request, List<String> protocols) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Origin", url.getScheme() + "://" + url.getAuthority());
    all.putAll(request.headers());
    all.values().removeIf(String::isEmpty);
    return ApiSocket.open(client, url.resolve(request.target()), all, protocols);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private <T> HttpResponse<T> exchange(ApiRequest request, BodyHandler<T> body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(url.resolve(request.target()))
            .timeout(LIMIT)
            .method(request.method(), BodyPublishers.ofByteArray(request.body()));
    headers.forEach(builder::setHeader);
    request.headers().forEach(builder::setHeader);
    try {
      return client.send(builder.build(), body);
    } catch (IOException e) {
      throw new AssertionError(request.method() + " " + request.target() + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted during " + request.target(), e);
    }
  }
}
