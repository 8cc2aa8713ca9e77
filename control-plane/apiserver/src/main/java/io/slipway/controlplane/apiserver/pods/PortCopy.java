// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import io.slipway.controlplane.apiserver.meta.ApiException;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One forwarded connection: bytes both ways between a client and a port of a Pod. */
final class PortCopy {
  private static final Logger log = LoggerFactory.getLogger(PortCopy.class);
  private static final int PART_BYTES = 32 << 10;

  /** The client's side of a connection. */
  interface Client extends AutoCloseable {
    /** The next bytes; null if there will be none. */
    byte @Nullable [] receive() throws InterruptedException;

    /** False if nobody will get them. */
    boolean send(byte[] bytes, int length) throws InterruptedException;

    /** Tells what went wrong. */
    void fail(String why) throws InterruptedException;

    /** The Pod has said all. */
    void finish() throws InterruptedException;

    /** Runs the action once the client is gone; at once if it is. */
    void onGone(Runnable action);

    /** Nothing is received any more. Any thread. */
    @Override
    void close();
  }

  private PortCopy() {}

  /** Blocks until both sides have said all, or one is gone; closes the client's side. */
  static void run(Client client, int port, PortSession.Connector connector) {
    try (client) {
      connect(client, port, connector);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void connect(Client client, int port, PortSession.Connector connector)
      throws InterruptedException {
    try (Socket target = connector.connect(port)) {
      client.onGone(() -> close(target));
      Thread input = Thread.ofVirtual().name("port-input").start(() -> input(client, target));
      output(client, target);
      client.finish();
      client.close();
      input.join();
    } catch (IOException | ApiException e) {
      client.fail("error forwarding port " + port + ": " + e.getMessage());
      client.finish();
    }
  }

  private static void close(Socket target) {
    try {
      target.close();
    } catch (IOException e) {
      log.debug("a connection to a Pod does not close", e);
    }
  }

  private static void output(Client client, Socket target) throws InterruptedException {
    byte[] part = new byte[PART_BYTES];
    try {
      for (int n = target.getInputStream().read(part);
          n > 0;
          n = target.getInputStream().read(part)) {
        if (!client.send(part, n)) {
          return;
        }
      }
    } catch (IOException e) {
      log.debug("the port of a Pod has closed", e); // as that of a process that was killed
    }
  }

  /** Also ends the other direction when the client is gone. */
  private static void input(Client client, Socket target) {
    try {
      for (byte[] part = client.receive(); part != null; part = client.receive()) {
        target.getOutputStream().write(part);
      }
      target.shutdownOutput();
    } catch (IOException e) {
      log.debug("the port of a Pod takes no more", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
