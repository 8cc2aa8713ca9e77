// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.slipway.transport.memory.BodyBudget;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final int BUDGET = 1 << 20;

  private final BodyBudget budget = new BodyBudget(BUDGET);
  private final Backlog backlog = new Backlog(budget, PooledByteBufAllocator.DEFAULT);

  @AfterEach
  void allIsGivenBack() {
    backlog.free();
    assertThat(budget.reservedBytes()).isZero();
  }

  private void add(String text) {
    ByteBuf data = Unpooled.copiedBuffer(text, US_ASCII);
    backlog.add(data);
    data.release();
  }

  /** Reads as a message is read: a slice that its reader keeps. */
  private ByteBuf slice(int length) {
    ByteBuf slice = Objects.requireNonNull(backlog.bytes()).readRetainedSlice(length);
    backlog.removed(length);
    return slice;
  }

  private String rest() {
    return Objects.requireNonNull(backlog.bytes()).toString(US_ASCII);
  }

  @Test
  void whatIsStillReadStaysWhereItIs() {
    add("first,second,".repeat(100));
    ByteBuf first = slice(6 * 200);
    long address = first.memoryAddress();
    add("x".repeat(100_000));
    ByteBuf second = slice(100);

    assertThat(first.toString(US_ASCII)).isEqualTo("first,second,".repeat(100).substring(0, 1200));
    assertThat(first.memoryAddress()).isEqualTo(address);
    assertThat(second.toString(US_ASCII)).isEqualTo("first,second,".repeat(100).substring(1200));
    assertThat(rest()).isEqualTo("x".repeat(100_000));
    first.release();
    second.release();
  }

  @Test
  void moreThanIsLeftIsReadWithoutHarmToWhatWasRead() {
    add("a".repeat(900) + "b".repeat(100));
    ByteBuf first = slice(900);

    assertThat(rest()).isEqualTo("b".repeat(100));
    assertThat(first.toString(US_ASCII)).isEqualTo("a".repeat(900));
    first.release();
  }

  @Test
  void spaceIsUsedAgainWhenNothingIsRead() {
    add("a".repeat(1000));
    for (int i = 0; i < 1000; i++) {
      slice(900).release();
      add("a".repeat(900));
    }
    assertThat(Objects.requireNonNull(backlog.bytes()).capacity()).isLessThan(100_000);
    assertThat(budget.reservedBytes()).isEqualTo(1000);
  }

  @Test
  void isEmptyWhenAllWasRead() {
    add("abc");
    slice(3).release();
    assertThat(backlog.isEmpty()).isTrue();
  }
}
