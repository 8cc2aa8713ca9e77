// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Speaks as much HTTP/2 as it takes to refuse every call when its first message has come (RFC 9113,
 * 8.7), as a server does that has more calls than it takes.
 */
final class RefusingPod implements AutoCloseable {
  private static final int PREFACE_BYTES = 24;
  private static final int DATA = 0;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int ACK = 1;
  private static final int REFUSED_STREAM = 7;

  private final ServerSocket server;

  RefusingPod() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("refusing-pod").start(this::accept);
  }

  Destination destination() {
    return new Destination("refusing", "127.0.0.1", 1, server.getLocalPort());
  }

  private void accept() {
    while (!server.isClosed()) {
      try (Socket connection = server.accept()) {
        refuseAll(connection);
      } catch (IOException _) {
        // the connection has ended, or the test
      }
    }
  }

  private static void refuseAll(Socket connection) throws IOException {
    DataInputStream in = new DataInputStream(connection.getInputStream());
    DataOutputStream out = new DataOutputStream(connection.getOutputStream());
    in.skipNBytes(PREFACE_BYTES);
    write(out, SETTINGS, 0, 0, new byte[0]);
    while (true) {
      int lengthAndType = in.readInt();
      int flags = in.readByte();
      int stream = in.readInt();
      byte[] payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      int type = lengthAndType & 0xff;
      if (type == SETTINGS && (flags & ACK) == 0) {
        write(out, SETTINGS, ACK, 0, new byte[0]);
      } else if (type == DATA && payload.length > 0) {
        write(out, RST_STREAM, 0, stream, new byte[] {0, 0, 0, REFUSED_STREAM});
      }
    }
  }

  private static void write(DataOutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    out.writeInt((payload.length << 8) | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    out.flush();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
