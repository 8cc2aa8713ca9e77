// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Where CloudEvents are sent to over HTTP, in their binary mode. Takes several at once; answers
 * 202, or as the test says. Thread-safe.
 */
public final class EventCollector implements AutoCloseable {
  /** What was posted. */
  public record Event(Headers headers, byte[] body) {
    /** Of CloudEvents; empty if it has none of this name. */
    public String attribute(String name) {
      String value = headers.getFirst("ce-" + name);
      return value == null ? "" : value;
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile IntSupplier status = () -> 202;

  public EventCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
  }

  /** What it answers each event with; runs on the thread of the event, so it may wait. */
  public EventCollector answers(IntSupplier next) {
    status = next;
    return this;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int answer = status.getAsInt();
      events.add(new Event(exchange.getRequestHeaders(), body));
      exchange.sendResponseHeaders(answer, -1);
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
    threads.shutdownNow();
  }
}
