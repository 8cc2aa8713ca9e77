// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.modelagent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server of several models that loads whatever it is told, but what it is to refuse. */
final class FakeServer implements AutoCloseable {
  private static final String REPOSITORY = "/v2/repository/models/";

  private final HttpServer server;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Set<String> loaded = ConcurrentHashMap.newKeySet();
  private final Map<String, String> refused = new ConcurrentHashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  private FakeServer(HttpServer server) {
    this.server = server;
  }

  /**
   * @param port 0 for a free one
   */
  static FakeServer start(int port) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    FakeServer fake = new FakeServer(http);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", fake::answer);
    http.start();
    return fake;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** What was changed, such as {@code load a}. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  Set<String> loaded() {
    return Set.copyOf(loaded);
  }

  FakeServer refuse(String model, String body) {
    refused.put(model, body);
    return this;
  }

  /** It breaks off whenever it loads this one. */
  FakeServer breakOff(String model) {
    broken.add(model);
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith(REPOSITORY)) {
      String[] words = path.substring(REPOSITORY.length()).split("/", -1);
      change(exchange, words[0], words[1]);
    } else if (path.endsWith("/ready")) {
      answer(exchange, loaded.contains(path.split("/", -1)[3]) ? 200 : 400, "");
    } else {
      answer(exchange, 200, "");
    }
  }

  private void change(HttpExchange exchange, String model, String what) throws IOException {
    calls.add(what + " " + model);
    if (broken.contains(model)) {
      exchange.close();
    } else if (refused.containsKey(model)) {
      answer(exchange, 400, refused.getOrDefault(model, ""));
    } else {
      if (what.equals("load")) {
        loaded.add(model);
      } else {
        loaded.remove(model);
      }
      answer(exchange, 200, "{}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
