// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Bytes over a socket, as no well-behaved client would send them. */
final class RawClient implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int ENHANCE_YOUR_CALM = 11;

  private static final int TIMEOUT_MILLIS = 20_000;

  /** An HTTP/1.1 answer. */
  record Answer(int status, String head, String body) {}

  /** An HTTP/2 frame. */
  record Frame(int type, int flags, int streamId, byte[] payload) {
    int errorCode() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    boolean endsStream() {
      return (flags & END_STREAM) != 0 && (type == DATA || type == HEADERS);
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  RawClient(TestServer server) {
    this(server, 0);
  }

  /**
   * @param receiveBytes size of the socket's receive buffer, 0 for what the system gives
   */
  RawClient(TestServer server, int receiveBytes) {
    try {
      socket = new Socket();
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(server.address().getAddress(), server.port()));
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over TLS of this version, its handshake done. */
  static RawClient tls(TestServer server, SSLContext context, String version) {
    try {
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(server.address().getAddress(), server.port());
      socket.setEnabledProtocols(new String[] {version});
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.startHandshake();
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** The socket itself. */
  Socket socket() {
    return socket;
  }

  RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #send(byte[])}; false if the server has closed. */
  boolean trySend(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  Answer answer() {
    return answer(true);
  }

  Answer answerToHead() {
    return answer(false);
  }

  private Answer answer(boolean withBody) {
    try {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      int status = Integer.parseInt(head.substring(9, 12));
      String lower = head.toString().toLowerCase(Locale.ROOT);
      int length = lower.indexOf("content-length: ");
      int size =
          length < 0 || !withBody
              ? 0
              : Integer.parseInt(lower.substring(length + 16, lower.indexOf('\r', length)));
      byte[] body = new byte[size];
      in.readFully(body);
      return new Answer(status, lower, new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server closes without sending anything more. */
  boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (SocketException _) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts HTTP/2 by prior knowledge. */
  RawClient http2() {
    send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    return send(frame(SETTINGS, 0, 0));
  }

  /** Takes the server's settings, whose windows and frame size hold from then on. */
  RawClient acknowledgeSettings() {
    next(SETTINGS);
    return send(frame(SETTINGS, ACK, 0));
  }

  static byte[] frame(int type, int flags, int streamId, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(streamId)
        .put(payload)
        .array();
  }

  /** Names and values as literals that no table remembers (RFC 7541, 6.2.2). */
  static byte[] headers(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      literal(block, fields[i]);
      literal(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  static byte[] get(int streamId, String path) {
    byte[] block =
        headers(":method", "GET", ":scheme", "http", ":path", path, ":authority", "localhost");
    return frame(HEADERS, END_HEADERS | END_STREAM, streamId, block);
  }

  static byte[] post(int streamId, String path, String... more) {
    byte[] block =
        headers(":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(block);
    all.writeBytes(headers(more));
    return frame(HEADERS, END_HEADERS, streamId, all.toByteArray());
  }

  static byte[] grpc(int streamId, String path, String... more) {
    List<String> fields = new ArrayList<>(List.of("content-type", "application/grpc"));
    fields.addAll(List.of(more));
    return post(streamId, path, fields.toArray(String[]::new));
  }

  Frame frame() {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int streamId = in.readInt();
      byte[] payload = new byte[length];
      in.readFully(payload);
      return new Frame(type, flags, streamId, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips frames up to one of this type. */
  Frame next(int type) {
    Frame frame = frame();
    while (frame.type() != type) {
      frame = frame();
    }
    return frame;
  }

  /** Reads to the end of a stream's answer; the data in it. */
  String answerOf(int streamId) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    Frame frame;
    do {
      frame = frame();
      if (frame.type() == DATA && frame.streamId() == streamId) {
        data.writeBytes(frame.payload());
      }
    } while (frame.streamId() != streamId || !frame.endsStream());
    return data.toString(StandardCharsets.UTF_8);
  }

  /** The GOAWAY that the server ends the connection with, or null if it just closes. */
  @Nullable Frame lastGoAway() {
    Frame last = null;
    try {
      while (true) {
        Frame frame = frame();
        last = frame.type() == GOAWAY ? frame : last;
      }
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
        return last;
      }
      throw e;
    }
  }

  void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
