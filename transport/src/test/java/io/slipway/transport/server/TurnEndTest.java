// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnEndTest {
  private final TurnEnd end = new TurnEnd();
  private final List<String> sent = new ArrayList<>();

  private TurnEnd.Sender sender(String name) {
    return () -> sent.add(name);
  }

  @Test
  void allSendInTheirOrderWhenTheTurnEnds() {
    end.add(sender("a"), 0);
    end.add(sender("b"), 1_000);
    assertThat(sent).isEmpty();
    end.sendAll();
    assertThat(sent).containsExactly("a", "b");
    end.sendAll();
    assertThat(sent).hasSize(2);
  }

  @Test
  void whoHasWaitedLongSendsWithTheNext() {
    end.add(sender("a"), 500_000); // so late in the turn came the first
    end.add(sender("b"), 700_000);
    assertThat(sent).isEmpty();
    end.add(sender("c"), 900_000);
    assertThat(sent).containsExactly("a", "b", "c");
    end.add(sender("d"), 950_000);
    assertThat(sent).hasSize(3);
  }

  @Test
  void whoIsToSendBecauseOfAnotherDoesSoToo() {
    end.add(
        () -> {
          end.add(sender("second"), 900_000);
          sent.add("first");
        },
        0);
    end.sendAll();
    assertThat(sent).containsExactly("first", "second");
  }
}
