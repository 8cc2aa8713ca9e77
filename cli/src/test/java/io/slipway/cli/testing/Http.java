// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests, each over a connection of its own, so that a server that stops waits for none. */
public final class Http {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private Http() {}

  public static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  /** As who has this token. */
  public static HttpResponse<String> get(URI uri, String token)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).GET());
  }

  public static HttpResponse<String> post(URI uri, String json)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    }
  }
}
