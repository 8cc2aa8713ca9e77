// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import io.slipway.transport.spdy.SpdySession;
import io.slipway.transport.spdy.SpdyStream;
import io.slipway.transport.websocket.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ports of a Pod as kubectl forwards them: for each connection two SPDY streams of one number, for
 * data and for what went wrong.
 */
public final class PortTunnel implements SpdySession.Listener {
  private static final int MAX_PORT = 65535;

  private final PortSession.Connector connector;

  /** The first streams of connections whose second ones have not come. */
  private final Map<String, SpdyStream> halves = new ConcurrentHashMap<>();

  private PortTunnel(PortSession.Connector connector) {
    this.connector = connector;
  }

  /** Blocks until the client ends. */
  public static void run(WebSocket socket, PortSession.Connector connector)
      throws InterruptedException {
    new SpdySession(socket, new PortTunnel(connector)).run();
  }

  @Override
  public void opened(SpdyStream stream) {
    String type = stream.header("streamtype");
    String request = stream.header("requestid");
    int port = port(stream.header("port"));
    boolean known = type.equals("data") || type.equals("error");
    if (!known || port == 0) {
      stream.close();
      return;
    }
    SpdyStream other = halves.remove(request);
    if (other == null) {
      halves.put(request, stream); // as many as the session has streams
    } else if (other.header("streamtype").equals(type)) {
      other.close();
      stream.close();
    } else {
      boolean isData = type.equals("data");
      Pair pair = new Pair(isData ? stream : other, isData ? other : stream);
      Thread.ofVirtual().name("port-" + port).start(() -> PortCopy.run(pair, port, connector));
    }
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= MAX_PORT ? port : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /** The streams of a connection. */
  private record Pair(SpdyStream data, SpdyStream error) implements PortCopy.Client {
    @Override
    public byte @Nullable [] receive() throws InterruptedException {
      return data.receive();
    }

    @Override
    public boolean send(byte[] bytes, int length) throws InterruptedException {
      return data.send(bytes, 0, length);
    }

    @Override
    public void fail(String why) throws InterruptedException {
      byte[] text = why.getBytes(StandardCharsets.UTF_8);
      error.send(text, 0, text.length);
    }

    @Override
    public void onGone(Runnable action) {
      data.onGone(action);
    }

    @Override
    public void finish() throws InterruptedException {
      data.finish();
      error.finish();
    }

    @Override
    public void close() {
      data.close();
      error.close();
    }
  }
}
