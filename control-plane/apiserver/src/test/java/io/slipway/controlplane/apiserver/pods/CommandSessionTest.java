// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.pods.CommandSession.Streams;
import io.slipway.controlplane.apiserver.pods.PodHost.Output;
import io.slipway.transport.websocket.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommandSessionTest {
  private static final Streams ALL = new Streams(true, true, true, false);

  private final FakeSocket socket = new FakeSocket();

  /** Prints what it is given to the end of it; exits with a code. */
  private static final class Echo implements RunningCommand {
    private final int code;
    private final StringBuilder input = new StringBuilder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<String> sizes = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    Echo(int code) {
      this.code = code;
    }

    @Override
    public synchronized void input(byte[] bytes, int from, int length) {
      input.append(new String(bytes, from, length, StandardCharsets.UTF_8));
    }

    @Override
    public void endInput() {
      ended.countDown();
    }

    @Override
    public void copyOutput(Output out) throws InterruptedException {
      ended.await();
      write(out, input.toString());
    }

    @Override
    public void copyErrors(Output out) throws InterruptedException {
      write(out, "errors");
    }

    private static void write(Output out, String text) throws InterruptedException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
    }

    @Override
    public void resize(int columns, int rows) {
      sizes.add(columns + "x" + rows);
    }

    @Override
    public int await() throws InterruptedException {
      ended.await();
      return code;
    }

    @Override
    public void close() {
      closed.set(true);
      ended.countDown();
    }
  }

  @Test
  void eachStreamHasItsChannelAndTheResultComesLast() throws InterruptedException {
    Echo echo = new Echo(0);
    socket.says(0, "a").says(0, "b").says(255, "\0");

    CommandSession.run(socket, ALL, () -> echo);

    assertThat(socket.messages().getFirst()).containsExactly(1); // that it began
    assertThat(socket.heard(1)).isEqualTo("ab");
    assertThat(socket.heard(2)).isEqualTo("errors");
    assertThat(socket.messages().getLast()[0]).isEqualTo((byte) 3);
    assertThat(socket.heard(3)).isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
    assertThat(socket.closed()).isCompletedWithValue(WebSocket.NORMAL);
    assertThat(echo.closed).isTrue();
  }

  @Test
  void anExitCodeIsACauseOfTheStatus() throws InterruptedException {
    socket.says(255, "\0");

    CommandSession.run(socket, ALL, () -> new Echo(3));

    assertThat(socket.heard(3))
        .isEqualTo(
            "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero"
                + " exit code: exit status"
                + " 3\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                + "[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}");
  }

  @Test
  void whatIsNotWantedIsNotSent() throws InterruptedException {
    socket.says(0, "lost").says(255, "\0");

    CommandSession.run(
        socket,
        new Streams(false, true, false, false),
        () -> {
          Echo echo = new Echo(0);
          echo.endInput();
          return echo;
        });

    assertThat(socket.heard(1)).isEmpty();
    assertThat(socket.heard(2)).isEmpty();
  }

  @Test
  void aTerminalHasASizeAndNoErrors() throws InterruptedException {
    Echo echo = new Echo(0);
    socket.says(4, "{\"Width\":80,\"Height\":24}").says(4, "no size").says(255, "\0");

    CommandSession.run(socket, new Streams(true, true, true, true), () -> echo);

    assertThat(echo.sizes).containsExactly("80x24");
    assertThat(socket.heard(2)).isEmpty();
  }

  @Test
  void aClientThatLeavesEndsTheCommand() throws InterruptedException {
    Echo echo = new Echo(0);
    socket.leaves();

    CommandSession.run(socket, ALL, () -> echo);

    assertThat(echo.closed).isTrue();
  }

  @Test
  void whyACommandDoesNotStartIsToldAsItsResult() throws InterruptedException {
    CommandSession.run(
        socket,
        ALL,
        () -> {
          throw new IOException("no such program");
        });
    FakeSocket other = new FakeSocket();
    CommandSession.run(
        other,
        ALL,
        () -> {
          throw ApiErrors.badRequest("not here");
        });

    assertThat(socket.heard(3))
        .contains("\"reason\":\"InternalError\"", "error executing command in container: no such");
    assertThat(other.heard(3)).contains("\"reason\":\"BadRequest\"", "\"message\":\"not here\"");
  }
}
