// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers of a Kubernetes API that were written before, for what a real one without nodes cannot
 * give. It has Pods, services, events and InferenceServices; everything else is NotFound.
 */
public final class FakeKubeApi implements AutoCloseable {
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /** What was asked, in the order of arrival. */
  public record Request(String line, String contentType, String body) {}

  /** Writes an answer's body. */
  public interface Body {
    void write(OutputStream out) throws IOException;
  }

  private record Reply(int status, Body body, Map<String, String> headers) {}

  public FakeKubeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    on("GET /api", DISCOVERY_CORE);
    on("GET /apis", DISCOVERY_GROUPS);
  }

  /**
   * @param request method and path, with its query or without, which means any
   */
  public void on(String request, String json) {
    on(request, 200, json);
  }

  public void on(String request, int status, String json) {
    on(request, status, out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
  }

  public void on(String request, int status, Body body) {
    replies.put(request, new Reply(status, body, Map.of()));
  }

  public void onWithWarning(String request, String json, String warning) {
    Body body = out -> out.write(json.getBytes(StandardCharsets.UTF_8));
    replies.put(request, new Reply(200, body, Map.of("Warning", warning)));
  }

  /** Those to objects, not those for discovery. */
  public List<Request> requests() {
    return requests.stream().filter(request -> !request.line().matches("GET /apis?")).toList();
  }

  /** A kubeconfig with the address. */
  public Path kubeconfig(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        current-context: fake
        clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: me, user: {token: secret}}]
        contexts: [{name: fake, context: {cluster: fake, user: me, namespace: lab}}]
        """
            .formatted(server.getAddress().getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      requests.add(new Request(line, type == null ? "" : type, body));
      Reply reply = replies.getOrDefault(line, replies.get(path));
      if (!"Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        reply = status(401, "Unauthorized", "Unauthorized");
      } else if (reply == null) {
        reply = status(404, "NotFound", "nothing at " + exchange.getRequestURI().getPath());
      }
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(reply.status(), 0);
      reply.body().write(exchange.getResponseBody());
    }
  }

  private static Reply status(int code, String reason, String message) {
    String json =
        "{\"kind\": \"Status\", \"code\": %d, \"reason\": \"%s\", \"message\": \"%s\"}"
            .formatted(code, reason, message);
    return new Reply(code, out -> out.write(json.getBytes(StandardCharsets.UTF_8)), Map.of());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static final String DISCOVERY_CORE =
      """
      {"kind": "APIGroupDiscoveryList", "items": [
        {"metadata": {}, "versions": [{"version": "v1", "resources": [
          {"resource": "events", "responseKind": {"kind": "Event"}, "scope": "Namespaced",
           "singularResource": "event", "verbs": ["list"], "shortNames": ["ev"]},
          {"resource": "pods", "responseKind": {"kind": "Pod"}, "scope": "Namespaced",
           "singularResource": "pod", "verbs": ["get"], "shortNames": ["po"]},
          {"resource": "services", "responseKind": {"kind": "Service"}, "scope": "Namespaced",
           "singularResource": "service", "verbs": ["get"], "shortNames": ["svc"]}]}]}]}
      """;
  private static final String DISCOVERY_GROUPS =
      """
      {"kind": "APIGroupDiscoveryList", "items": [
        {"metadata": {"name": "serving.kserve.io"}, "versions": [{"version": "v1beta1",
         "resources": [
          {"resource": "inferenceservices", "responseKind": {"kind": "InferenceService"},
           "scope": "Namespaced", "singularResource": "inferenceservice", "verbs": ["get"],
           "shortNames": ["isvc"]}]}]}]}
      """;
}
