// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import io.slipway.transport.websocket.WebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A socket whose other side is the test. */
final class FakeSocket implements WebSocket {
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
  private final List<byte[]> sent = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  /** A message of the client on a channel. */
  FakeSocket says(int channel, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[bytes.length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, 0, message, 1, bytes.length);
    incoming.add(message);
    return this;
  }

  FakeSocket leaves() {
    incoming.add(END);
    closed.complete(0);
    return this;
  }

  /** All that was sent on a channel. */
  String heard(int channel) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] message : sent) {
      if (message[0] == channel) {
        all.write(message, 1, message.length - 1);
      }
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** The messages in their order. */
  List<byte[]> messages() {
    return List.copyOf(sent);
  }

  CompletableFuture<Integer> closed() {
    return closed;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // an empty message is not the end
  public byte @Nullable [] receive() throws InterruptedException {
    byte[] message = incoming.take();
    if (message == END) {
      incoming.add(END);
      return null;
    }
    return message;
  }

  @Override
  public boolean send(byte[] message, int from, int length) {
    if (closed.isDone()) {
      return false;
    }
    sent.add(Arrays.copyOfRange(message, from, from + length));
    return true;
  }

  @Override
  public boolean sendText(byte[] message, int from, int length) {
    throw new AssertionError("channels are no text");
  }

  @Override
  public void onGone(Runnable action) {
    closed.thenRun(action);
  }

  @Override
  public void close(int code, String reason) {
    closed.complete(code);
    incoming.add(END);
  }
}
