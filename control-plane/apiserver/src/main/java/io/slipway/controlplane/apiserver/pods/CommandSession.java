// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.transport.websocket.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command and its client: the first byte of each message names what the others belong to. Output
 * is read as fast as the client takes it.
 */
public final class CommandSession {
  private static final Logger log = LoggerFactory.getLogger(CommandSession.class);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int STATUS = 3;
  private static final int RESIZE = 4;
  private static final int CLOSE = 255;
  private static final int PART_BYTES = 32 << 10;

  /** Starts what the session is about. */
  public interface Start {
    /**
     * @throws IOException if it cannot be started; the client is told
     */
    RunningCommand start() throws IOException, InterruptedException;
  }

  /**
   * What the client wants of a command.
   *
   * @param stdin whether it sends input
   * @param tty whether it has a terminal
   */
  public record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    /** Whether errors come apart from output. */
    boolean errors() {
      return stderr && !tty;
    }
  }

  private final WebSocket socket;
  private final Streams streams;

  private CommandSession(WebSocket socket, Streams streams) {
    this.socket = socket;
    this.streams = streams;
  }

  /** Blocks until the command has ended and the client knows, or is gone. */
  public static void run(WebSocket socket, Streams streams, Start start)
      throws InterruptedException {
    CommandSession session = new CommandSession(socket, streams);
    session.send(streams.stdout() ? STDOUT : STATUS, new byte[0]); // so that clients know it began
    ObjectNode status = session.result(start);
    session.send(STATUS, status.toString().getBytes(StandardCharsets.UTF_8));
    socket.close(WebSocket.NORMAL, "");
  }

  private ObjectNode result(Start start) throws InterruptedException {
    try (RunningCommand command = start.start()) {
      socket.onGone(command::close);
      Thread.ofPlatform().name("command-input").daemon().start(() -> read(command));
      CountDownLatch errors = new CountDownLatch(1);
      Thread.ofPlatform().name("command-errors").daemon().start(() -> errors(command, errors));
      Thread output =
          Thread.ofPlatform().name("command-output").daemon().start(() -> output(command));
      output.join();
      errors.await();
      return CommandResult.exited(command.await());
    } catch (IOException | ApiException e) {
      return CommandResult.failed(e);
    }
  }

  private void output(RunningCommand command) {
    copy(command::copyOutput, streams.stdout() ? channel(STDOUT) : CommandSession::drop);
  }

  private void errors(RunningCommand command, CountDownLatch done) {
    try {
      copy(command::copyErrors, streams.errors() ? channel(STDERR) : CommandSession::drop);
    } finally {
      done.countDown();
    }
  }

  private interface Copying {
    void to(PodHost.Output out) throws IOException, InterruptedException;
  }

  private static void copy(Copying source, PodHost.Output out) {
    try {
      source.to(out);
    } catch (IOException e) {
      log.debug("what a command prints is not read any more", e); // as it was ended
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean drop(byte[] bytes, int from, int length) {
    return true;
  }

  private PodHost.Output channel(int channel) {
    byte[] message = new byte[1 + PART_BYTES];
    message[0] = (byte) channel;
    return (bytes, from, length) -> {
      for (int at = 0; at < length; at += PART_BYTES) {
        int part = Math.min(PART_BYTES, length - at);
        System.arraycopy(bytes, from + at, message, 1, part);
        if (!socket.send(message, 0, part + 1)) {
          return false;
        }
      }
      return true;
    };
  }

  private void send(int channel, byte[] bytes) throws InterruptedException {
    byte[] message = new byte[bytes.length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, 0, message, 1, bytes.length);
    socket.send(message, 0, message.length);
  }

  private void read(RunningCommand command) {
    boolean open = streams.stdin();
    try {
      for (byte[] message = socket.receive(); message != null; message = socket.receive()) {
        if (message.length == 0) {
          continue;
        }
        switch (message[0] & 0xff) {
          case STDIN -> open = open && input(command, message);
          case CLOSE -> {
            if (open && message.length == 2 && message[1] == STDIN) {
              open = false;
              command.endInput();
            }
          }
          case RESIZE -> resize(command, message);
          default -> {} // no other channel is the client's
        }
      }
    } catch (IOException e) {
      log.debug("a command cannot be told what its client says", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** False once the command takes none. */
  private static boolean input(RunningCommand command, byte[] message) {
    try {
      command.input(message, 1, message.length - 1);
      return true;
    } catch (IOException e) {
      log.debug("a command takes no more input", e); // it may well go on
      return false;
    }
  }

  private void resize(RunningCommand command, byte[] message) throws IOException {
    JsonNode size = json(message);
    if (streams.tty() && size != null) {
      int columns = size.path("Width").asInt(0);
      int rows = size.path("Height").asInt(0);
      if (columns > 0 && rows > 0) {
        command.resize(Math.min(columns, Short.MAX_VALUE), Math.min(rows, Short.MAX_VALUE));
      }
    }
  }

  private static @Nullable JsonNode json(byte[] message) throws IOException {
    try {
      return MAPPER.readTree(message, 1, message.length - 1);
    } catch (JsonProcessingException e) {
      log.debug("a size that is no JSON", e);
      return null;
    }
  }
}
