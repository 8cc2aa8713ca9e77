// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on a free port, and what it was asked. */
final class FileServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile HttpHandler handler = exchange -> answer(exchange, 404, new byte[0]);

  FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              new Request(
                  exchange.getRequestURI().toString(),
                  header(exchange, "If-None-Match"),
                  header(exchange, "If-Modified-Since")));
          handler.handle(exchange);
        });
    server.start();
  }

  /** Header values are empty if the header is missing. */
  record Request(String path, String ifNoneMatch, String ifModifiedSince) {}

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  void on(HttpHandler newHandler) {
    handler = newHandler;
  }

  /** Serves one content under every path; answers 304 if the client has it. */
  void serve(byte[] content, String etag) {
    on(exchange -> {
      exchange.getResponseHeaders().set("ETag", etag);
      boolean known = header(exchange, "If-None-Match").equals(etag);
      answer(exchange, known ? 304 : 200, known ? new byte[0] : content);
    });
  }

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
