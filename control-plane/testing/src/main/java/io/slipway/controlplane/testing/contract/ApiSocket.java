// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket that a test has opened, or the status that refused it. Closed by who opened it. */
public final class ApiSocket implements AutoCloseable {
  private static final int SWITCHED = 101;
  private static final long LIMIT_S = 30;

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>(10_000);
  private @Nullable WebSocket socket;
  private int status;

  private ApiSocket() {}

  /** What came. */
  public sealed interface Heard {
    record Message(boolean isText, String content) implements Heard {}

    record End(int code) implements Heard {}
  }

  /**
   * Blocks until it is open, or refused.
   *
   * @param url of {@code https}
   * @param protocols that are offered
   */
  static ApiSocket open(
      HttpClient client, URI url, Map<String, String> headers, List<String> protocols) {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    headers.forEach(builder::header);
    if (!protocols.isEmpty()) {
      builder.subprotocols(
          protocols.getFirst(), protocols.subList(1, protocols.size()).toArray(String[]::new));
    }
    ApiSocket opened = new ApiSocket();
    try {
      URI address = URI.create("wss" + url.toString().substring("https".length()));
      opened.socket = builder.buildAsync(address, opened.new Listener()).join();
      opened.status = SWITCHED;
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof WebSocketHandshakeException refused)) {
        throw new AssertionError(url + " got no answer", e);
      }
      opened.status = refused.getResponse().statusCode();
    }
    return opened;
  }

  /** 101 if it is open. */
  public int status() {
    return status;
  }

  /** The one that was agreed on; empty for none. */
  public String protocol() {
    return opened().getSubprotocol();
  }

  /** The next message, or the end. */
  public Heard next() {
    try {
      Heard next = heard.poll(LIMIT_S, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("a WebSocket brought nothing for " + LIMIT_S + " s");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a WebSocket", e);
    }
  }

  /** Says something to the server. */
  void say(String text) {
    opened().sendText(text, true).join();
  }

  private WebSocket opened() {
    WebSocket open = socket;
    if (open == null) {
      throw new AssertionError("the WebSocket was refused: " + status);
    }
    return open;
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }

  /** Called by one thread at a time. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part(from, true, data, last);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      part(from, false, StandardCharsets.ISO_8859_1.decode(data), last);
      return null;
    }

    private void part(WebSocket from, boolean text, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        heard.add(new Heard.Message(text, parts.toString()));
        parts.setLength(0);
      }
      from.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      heard.add(new Heard.End(code));
      return null;
    }
  }
}
