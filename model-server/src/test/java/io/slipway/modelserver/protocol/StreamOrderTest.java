// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class StreamOrderTest {
  private final Queue<Runnable> executor = new ArrayDeque<>();
  private final List<String> begun = new ArrayList<>();
  private final StreamOrder order = new StreamOrder();

  private void add(String request) {
    order.add(() -> begun.add(request), executor::add);
  }

  @Test
  void beginsAllInTheirOrderInOneGo() {
    assertThat(order.isIdle()).isTrue();
    add("a");
    add("b");

    assertThat(order.isIdle()).isFalse();
    assertThat(executor).hasSize(1);
    executor.remove().run();
    assertThat(begun).containsExactly("a", "b");
    assertThat(order.isIdle()).isTrue();
  }

  @Test
  void whatComesWhileOneBeginsIsBegunAfterIt() {
    order.add(
        () -> {
          add("b");
          begun.add("a");
        },
        executor::add);
    executor.remove().run();

    assertThat(begun).containsExactly("a", "b");
    add("c");
    executor.remove().run();
    assertThat(begun).containsExactly("a", "b", "c");
  }
}
