// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;
import io.slipway.transport.tls.ClientTls;
import io.slipway.transport.tls.TlsFileException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a Kubernetes API. All block, and throw an {@link ApiFailure} for what the API refuses
 * and a {@link CommandFailure} if it cannot be reached. Used by one thread.
 */
public final class KubeClient implements AutoCloseable {
  public static final String JSON = "application/json";

  /** A server-side apply; JSON is YAML. */
  public static final String APPLY = "application/apply-patch+yaml";

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final int CREATED = 201;

  private final KubeAccess access;
  private final Consumer<String> warnings;
  private final HttpClient http;
  private final Set<String> warned = new HashSet<>();

  /** What came back, if it is no refusal. */
  public record Answer(boolean created, JsonNode object) {}

  /**
   * @param warnings takes what the API warns of, each once
   * @throws CommandFailure if the certificates cannot be used
   */
  public KubeClient(KubeAccess access, Consumer<String> warnings) {
    this.access = access;
    this.warnings = warnings;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
    if ("https".equals(access.server().getScheme())) {
      builder.sslContext(tls(access).context());
    }
    this.http = builder.build();
  }

  private static ClientTls tls(KubeAccess access) {
    try {
      return access.trustAll()
          ? ClientTls.trustingAll(access.certificate(), access.key())
          : ClientTls.ofTexts(access.authority(), access.certificate(), access.key());
    } catch (TlsFileException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), 1, e);
    }
  }

  public ResourceTypes discover() {
    return ResourceTypes.of(
        get("/api", Query.NONE, ResourceTypes.ACCEPT),
        get("/apis", Query.NONE, ResourceTypes.ACCEPT));
  }

  public JsonNode get(String path, Query query, String accept) {
    return call("GET", path, query, accept, null, null).object();
  }

  /** The object, or null if there is none. */
  public @Nullable JsonNode find(String path) {
    try {
      return get(path, Query.NONE, JSON);
    } catch (ApiFailure e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  public Answer patch(String path, Query query, String type, ObjectNode patch) {
    return call("PATCH", path, query, JSON, type, patch);
  }

  public JsonNode delete(String path, ObjectNode options) {
    return call("DELETE", path, Query.NONE, JSON, JSON, options).object();
  }

  /** An answer that is read as it comes, for as long as it does; the caller closes it. */
  public InputStream stream(String path, Query query, String accept) {
    HttpResponse<InputStream> response =
        send(request("GET", path, query, accept, null, null).build(), BodyHandlers.ofInputStream());
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      throw ApiFailure.of(response.statusCode(), body.readAllBytes());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private Answer call(
      String method,
      String path,
      Query query,
      String accept,
      @Nullable String contentType,
      @Nullable JsonNode body) {
    HttpResponse<byte[]> response =
        send(
            request(method, path, query, accept, contentType, body).timeout(ANSWER_LIMIT).build(),
            BodyHandlers.ofByteArray());
    int status = response.statusCode();
    if (status / 100 != 2) {
      throw ApiFailure.of(status, response.body());
    }
    try {
      return new Answer(status == CREATED, KubeJson.read(response.body()));
    } catch (IOException e) {
      throw new CommandFailure(access.server() + path + " answered with no JSON", 1, e);
    }
  }

  private HttpRequest.Builder request(
      String method,
      String path,
      Query query,
      String accept,
      @Nullable String contentType,
      @Nullable JsonNode body) {
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(KubeJson.bytes(body));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(access.server() + path + query))
            .header("Accept", accept)
            .header("User-Agent", "slipway")
            .method(method, publisher);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    if (access.token() != null) {
      request.header("Authorization", "Bearer " + access.token());
    }
    return request;
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    try {
      HttpResponse<T> response = http.send(request, handler);
      for (String header : response.headers().allValues("Warning")) {
        String warning = Warnings.text(header);
        if (warned.add(warning)) {
          warnings.accept(warning);
        }
      }
      return response;
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", 1, e);
    }
  }

  private CommandFailure unreachable(IOException failure) {
    String where = access.server() + " (of " + access.origin() + ")";
    String message =
        switch (failure) {
          case HttpTimeoutException _ -> "no answer from " + where + " in time";
          case ConnectException _ ->
              "nothing answers at " + where + "; is 'slipway up' running, and is it the right one?";
          case SSLException tls -> "no TLS with " + where + ": " + tls.getMessage();
          default -> "the connection to " + where + " broke: " + failure;
        };
    return new CommandFailure(message, 1, failure);
  }

  /** Ends what is still under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
