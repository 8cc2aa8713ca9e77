// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where CloudEvents are sent to over HTTP, in their binary mode. */
public final class EventCollector implements AutoCloseable {
  /** What was posted. */
  public record Event(Headers headers, String body) {
    /** Empty if there is none. */
    public String attribute(String name) {
      String value = headers.getFirst("ce-" + name);
      return value == null ? "" : value;
    }
  }

  private final HttpServer server;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  public EventCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      events.add(new Event(exchange.getRequestHeaders(), body));
      exchange.sendResponseHeaders(202, -1);
    }
  }

  /** The next event that came. */
  public Event next() throws InterruptedException {
    Event event = events.poll(20, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event came");
    }
    return event;
  }

  /** How many came that were not taken by {@link #next}. */
  public int waiting() {
    return events.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
