// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.modelagent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The models of a server, by the model repository API of the second protocol, as KServe's agent
 * asks it. Thread-safe; blocks.
 */
final class ServerRepository {
  /** As an answer, what is no server's. */
  private static final int MOST_BYTES = 64 << 10;

  private static final int MOST_CHARS = 1_000;
  private static final Duration QUESTION = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final URI server;
  private final Duration limit;

  /**
   * @param limit for loading or unloading a model
   */
  ServerRepository(HttpClient client, String host, int port, Duration limit) {
    this.client = client;
    this.server =
        URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    this.limit = limit;
  }

  /** Whether anybody answers who does not say that it is too early. */
  boolean answers() throws IOException, InterruptedException {
    return ask("/v2/health/live").statusCode() != 503;
  }

  /** Whether it answers for a model. */
  boolean isReady(String model) throws IOException, InterruptedException {
    return ask("/v2/models/" + model + "/ready").statusCode() == 200;
  }

  /**
   * Has a model loaded.
   *
   * @return why it is not; empty if it is
   * @throws ConnectException if the server is not there
   * @throws IOException if it went away meanwhile
   */
  String load(String model) throws IOException, InterruptedException {
    return change(model, "load");
  }

  /** As {@link #load}, the other way. */
  String unload(String model) throws IOException, InterruptedException {
    return change(model, "unload");
  }

  private HttpResponse<byte[]> ask(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(server.resolve(path)).GET(), QUESTION);
  }

  private String change(String model, String what) throws IOException, InterruptedException {
    String path = "/v2/repository/models/" + model + "/" + what;
    HttpResponse<byte[]> answer;
    try {
      answer =
          send(
              HttpRequest.newBuilder(server.resolve(path))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.noBody()),
              limit);
    } catch (HttpConnectTimeoutException e) {
      throw e;
    } catch (HttpTimeoutException _) {
      return "POST " + path + ": the server has not answered for " + limit.toSeconds() + " s";
    }
    int status = answer.statusCode();
    return status >= 200 && status < 300
        ? ""
        : "POST " + path + ": " + status + " " + message(answer.body());
  }

  /** The time is for the whole answer. */
  private HttpResponse<byte[]> send(HttpRequest.Builder request, Duration time)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return answer.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer within " + time.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }

  /** What servers write as {@code error} or {@code detail}, else all of it. */
  private static String message(byte[] body) {
    String text = new String(body, UTF_8).strip();
    try {
      JsonNode json = JSON.readTree(text);
      for (String field : new String[] {"error", "detail"}) {
        if (json != null && json.path(field).isTextual()) {
          text = json.path(field).asText();
        }
      }
    } catch (JsonProcessingException _) {
      // it is no JSON, and is shown as it is
    }
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "...";
  }
}
