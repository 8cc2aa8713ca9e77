// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import io.slipway.controlplane.agent.spec.ProbeAction.Grpc;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks {@code grpc.health.v1.Health/Check} over one HTTP/2 connection without TLS, with just the
 * frames that this takes (RFC 9113): headers are sent as literals, and those of the answer need not
 * be read, because a service that is healthy says so in the body.
 */
final class GrpcProbe {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int MAX_FRAME = 1 << 14;

  private GrpcProbe() {}

  static ProbeResult check(Grpc probe, String host, Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    String where = host + ":" + probe.port();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, probe.port()), (int) timeout.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(request(where, probe.service()));
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      boolean more = true;
      while (more) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left < 1) {
          throw new SocketTimeoutException("timeout");
        }
        socket.setSoTimeout((int) left);
        more = frame(in, out, body);
      }
      return verdict(body.toByteArray());
    } catch (IOException e) {
      return ProbeResult.failure("gRPC probe of %s: %s".formatted(where, e.getMessage()));
    }
  }

  /** Takes one frame; whether more are to come. */
  private static boolean frame(DataInputStream in, OutputStream out, ByteArrayOutputStream body)
      throws IOException {
    int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    if (length > MAX_FRAME) {
      throw new IOException("no HTTP/2");
    }
    byte[] payload = in.readNBytes(length);
    boolean ended = stream == 1 && (flags & END_STREAM) != 0;
    switch (type) {
      case SETTINGS -> {
        if ((flags & ACK) == 0) {
          out.write(frame(SETTINGS, ACK, 0, new byte[0]));
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          out.write(frame(PING, ACK, 0, payload));
        }
      }
      case DATA -> {
        int padding = (flags & PADDED) != 0 && length > 0 ? payload[0] & 0xff : -1;
        int from = padding < 0 ? 0 : 1;
        body.write(payload, from, Math.max(0, length - from - Math.max(0, padding)));
        return !ended;
      }
      case HEADERS -> {
        return !ended;
      }
      case RESET, GOAWAY -> throw new IOException("the server refused the request");
      default -> {} // of no concern here
    }
    return true;
  }

  /** The status is field 1 of the message; 1 is SERVING. */
  private static ProbeResult verdict(byte[] body) {
    if (body.length >= 7 && body[0] == 0 && body[5] == 0x08) {
      return body[6] == 1
          ? ProbeResult.SUCCESS
          : ProbeResult.failure("service unhealthy (responded with status " + body[6] + ")");
    }
    return ProbeResult.failure(
        "the server does not answer grpc.health.v1.Health, or does not know the service");
  }

  private static byte[] request(String authority, String service) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.write(frame(SETTINGS, 0, 0, new byte[0]));
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":method", "POST");
    header(headers, ":scheme", "http");
    header(headers, ":path", "/grpc.health.v1.Health/Check");
    header(headers, ":authority", authority);
    header(headers, "content-type", "application/grpc");
    header(headers, "te", "trailers");
    out.write(frame(HEADERS, END_HEADERS, 1, headers.toByteArray()));
    out.write(frame(DATA, END_STREAM, 1, message(service)));
    return out.toByteArray();
  }

  private static byte[] message(String service) throws IOException {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    if (name.length > 120) {
      throw new IOException("the name of the service is longer than 120 bytes");
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int length = name.length == 0 ? 0 : name.length + 2;
    message.writeBytes(new byte[] {0, 0, 0, 0, (byte) length});
    if (name.length > 0) {
      message.write(0x0a);
      message.write(name.length);
      message.writeBytes(name);
    }
    return message.toByteArray();
  }

  /** A literal without indexing, not compressed (RFC 7541, 6.2.2). */
  private static void header(ByteArrayOutputStream out, String name, String value)
      throws IOException {
    out.write(0);
    for (String text : new String[] {name, value}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      if (bytes.length > 126) {
        throw new IOException("a header is longer than 126 bytes: " + text);
      }
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    byte[] frame = new byte[9 + payload.length];
    frame[1] = (byte) (payload.length >> 8);
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    frame[8] = (byte) stream;
    System.arraycopy(payload, 0, frame, 9, payload.length);
    return frame;
  }
}
