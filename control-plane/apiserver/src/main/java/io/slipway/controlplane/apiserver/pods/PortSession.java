// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import io.slipway.transport.websocket.WebSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ports of a Pod over the channels of one WebSocket: two for each port, for data and for what went
 * wrong, each of which begins with the number of the port. One connection to a port, for the life
 * of the socket.
 */
public final class PortSession {
  /** Connects to a port. */
  public interface Connector {
    Socket connect(int port) throws IOException;
  }

  private PortSession() {}

  /** Blocks until all ports are closed, or the client is gone. */
  public static void run(WebSocket socket, List<Integer> ports, Connector connector)
      throws InterruptedException {
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      channels.add(Channel.begin(socket, 2 * i, ports.get(i)));
    }
    socket.onGone(() -> channels.forEach(Channel::gone));
    List<Thread> threads = new ArrayList<>();
    for (Channel channel : channels) {
      threads.add(
          Thread.ofVirtual()
              .name("port-" + channel.port)
              .start(() -> PortCopy.run(channel, channel.port, connector)));
    }
    Thread reader = Thread.ofVirtual().name("ports").start(() -> read(socket, channels));
    for (Thread thread : threads) {
      thread.join();
    }
    socket.close(WebSocket.NORMAL, "");
    reader.join();
  }

  private static void read(WebSocket socket, List<Channel> channels) {
    try {
      for (byte[] message = socket.receive(); message != null; message = socket.receive()) {
        int channel = message.length == 0 ? -1 : message[0] & 0xff;
        if (channel >= 0 && channel % 2 == 0 && channel / 2 < channels.size()) {
          channels.get(channel / 2).received(message);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The two channels of a port. */
  private static final class Channel implements PortCopy.Client {
    private final WebSocket socket;
    private final int number;
    private final int port;
    private final ByteQueue input = new ByteQueue();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private Channel(WebSocket socket, int number, int port) {
      this.socket = socket;
      this.number = number;
      this.port = port;
    }

    static Channel begin(WebSocket socket, int number, int port) throws InterruptedException {
      for (int channel = number; channel <= number + 1; channel++) {
        byte[] first = {(byte) channel, (byte) port, (byte) (port >> 8)};
        socket.send(first, 0, first.length);
      }
      return new Channel(socket, number, port);
    }

    void received(byte[] message) throws InterruptedException {
      if (message.length > 1) {
        input.put(Arrays.copyOfRange(message, 1, message.length));
      }
    }

    void gone() {
      input.close();
      gone.complete(null);
    }

    @Override
    public void onGone(Runnable action) {
      gone.thenRun(action);
    }

    @Override
    public byte @Nullable [] receive() throws InterruptedException {
      return input.take();
    }

    @Override
    public boolean send(byte[] bytes, int length) throws InterruptedException {
      return send(number, bytes, length);
    }

    private boolean send(int channel, byte[] bytes, int length) throws InterruptedException {
      byte[] message = new byte[length + 1];
      message[0] = (byte) channel;
      System.arraycopy(bytes, 0, message, 1, length);
      return socket.send(message, 0, message.length);
    }

    @Override
    public void fail(String why) throws InterruptedException {
      byte[] text = why.getBytes(StandardCharsets.UTF_8);
      send(number + 1, text, text.length);
    }

    /** Its output has no end of its own. */
    @Override
    public void finish() {}

    @Override
    public void close() {
      input.close();
    }
  }
}
