// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoopThreadTest {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, LoopThread.factory(), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get();
  }

  @Test
  void countsFromTheFirstQuestionInATurn() throws Exception {
    assertThat(
            onLoop(() -> {
              LoopThread.runs(loop);
              return LoopTurn.nanosOfThisThread();
            }))
        .isZero();
    assertThat(
            onLoop(() -> {
              long first = LoopTurn.nanosOfThisThread();
              long begun = System.nanoTime();
              while (System.nanoTime() == begun) {
                Thread.onSpinWait();
              }
              return first == 0 && LoopTurn.nanosOfThisThread() > 0;
            }))
        .isTrue();
    assertThat(onLoop(LoopTurn::nanosOfThisThread)).isZero();
  }

  @Test
  void knowsOfNoTurnElsewhere() throws Exception {
    assertThat(LoopTurn.nanosOfThisThread()).isZero();
    assertThat(onLoop(() -> LoopTurn.nanosOfThisThread() + LoopTurn.nanosOfThisThread())).isZero();
  }

  @Test
  void sendsBehindWhatIsWorkedOn() throws Exception {
    List<String> order = new ArrayList<>();
    onLoop(() -> {
      LoopThread.runs(loop);
      LoopThread.sendAtEnd(() -> order.add("sent"));
      return order.add("worked");
    });
    assertThat(onLoop(() -> List.copyOf(order))).containsExactly("worked", "sent");
  }

  @Test
  void sendsAtOnceWhereThereAreNoTurns() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    LoopThread.sendAtEnd(sent::incrementAndGet);
    assertThat(sent).hasValue(1);
    assertThat(
            onLoop(() -> {
              LoopThread.sendAtEnd(sent::incrementAndGet);
              return sent.get();
            }))
        .isEqualTo(2);
  }
}
