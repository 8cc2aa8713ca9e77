// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.training;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive HTTP/1.1 connection to this process itself. It uses nothing but a socket, so that
 * the classes of a real HTTP client do not end up in every server's AOT cache.
 */
public final class LoopbackClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  public LoopbackClient(InetSocketAddress server) throws IOException {
    this(new Socket(server.getAddress(), server.getPort()));
  }

  /**
   * @param socket connected; closed with this
   */
  LoopbackClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Sends a request and reads the answer.
   *
   * @param headers further header lines, each ended by CRLF
   * @throws IOException also if the answer is not 200
   */
  public byte[] ask(String method, String path, String headers, byte[] body) throws IOException {
    Answer answer = exchange(method, path, headers, body);
    if (!answer.status().contains(" 200")) {
      throw new IOException(
          "%s: %s: %s"
              .formatted(path, answer.status(), new String(answer.body(), StandardCharsets.UTF_8)));
    }
    return answer.body();
  }

  /**
   * Sends a request that is the client's fault.
   *
   * @throws IOException also if the answer is not 4xx
   */
  void refused(String method, String path, byte[] body) throws IOException {
    Answer answer = exchange(method, path, "", body);
    if (!answer.status().contains(" 4")) {
      throw new IOException("%s: %s (expected: 4xx)".formatted(path, answer.status()));
    }
  }

  /**
   * Creates an object.
   *
   * @param headers further header lines, each ended by CRLF
   * @throws IOException also if the answer is not 201
   */
  void created(String path, String headers, byte[] object) throws IOException {
    Answer answer = exchange("POST", path, headers, object);
    if (!answer.status().contains(" 201")) {
      throw new IOException(
          "%s: %s: %s"
              .formatted(path, answer.status(), new String(answer.body(), StandardCharsets.UTF_8)));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  private record Answer(String status, byte[] body) {}

  private Answer exchange(String method, String path, String headers, byte[] body)
      throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(method, path, body.length, headers)
            .getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    socket.getOutputStream().write(request.toByteArray());
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    return new Answer(status, in.readNBytes(length));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended after '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
