// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  private final WriteQueue queue = new WriteQueue(3, 100);

  @Test
  void writesOverTheNumberAreRefused() throws Exception {
    for (int i = 0; i < 3; i++) {
      queue.add(write(1));
    }
    assertRefused(1, "wait for the disk");

    assertThat(queue.take(2, 0)).hasSize(2);
    queue.add(write(1));
  }

  @Test
  void writesOverTheBytesAreRefusedUnlessAlone() throws Exception {
    queue.add(write(200));
    assertRefused(1, "1 writes of 200 bytes");

    assertThat(queue.take(10, 0)).hasSize(1);
    queue.add(write(60));
    queue.add(write(40));
    assertRefused(1, "2 writes of 100 bytes");
  }

  @Test
  void closedQueueGivesWhatWaitsAndTakesNoMore() throws Exception {
    queue.add(write(1));
    queue.close();

    assertThatThrownBy(() -> queue.add(write(1)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(queue.drained()).isFalse();
    assertThat(queue.take(10, Long.MAX_VALUE)).hasSize(1);
    assertThat(queue.take(10, Long.MAX_VALUE)).isEmpty();
    assertThat(queue.drained()).isTrue();
  }

  private void assertRefused(int bytes, String message) {
    assertThatThrownBy(() -> queue.add(write(bytes)))
        .isInstanceOfSatisfying(
            ServingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageContaining(message);
  }

  private static PendingWrite write(int bytes) {
    Key key = new Key("pods", "default", "a");
    return new PendingWrite(new Write.Create(key, new Document("u", List.of(), new byte[bytes])));
  }
}
