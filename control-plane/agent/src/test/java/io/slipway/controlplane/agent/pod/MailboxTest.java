// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.testing.Pods;
import io.slipway.controlplane.client.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Mailbox mailbox = new Mailbox();

  private static KubeObject object(int version) {
    return Pods.object("{'name':'web','resourceVersion':'%d'}".formatted(version), "{}");
  }

  private List<Message> all() throws InterruptedException {
    List<Message> all = new ArrayList<>();
    for (Message next = mailbox.poll(Duration.ZERO);
        next != null;
        next = mailbox.poll(Duration.ZERO)) {
      all.add(next);
    }
    return all;
  }

  @Test
  void messagesComeInTheirOrder() throws InterruptedException {
    Message exited = new Message.Exited("main", 1, 0, "Completed", "");
    Message removed = new Message.Removed();
    mailbox.put(exited);
    mailbox.put(removed);

    assertThat(all()).containsExactly(exited, removed);
  }

  @Test
  void howeverMuchIsToldOnlyTheLatestOfAKindIsKept() throws InterruptedException {
    for (int i = 0; i < 100_000; i++) {
      mailbox.put(new Message.Changed(object(i)));
      mailbox.put(new Message.Ready("main", 1, i % 2 == 0));
    }

    assertThat(mailbox.size()).isEqualTo(2);
    assertThat(all())
        .containsExactly(new Message.Changed(object(99_999)), new Message.Ready("main", 1, false));
  }

  /** Else a run could seem ready before it has started. */
  @Test
  void newsComeAfterWhatWasToldBeforeThem() throws InterruptedException {
    Message started = new Message.StartupDone("main", 1);
    mailbox.put(new Message.Ready("main", 1, false));
    mailbox.put(started);
    mailbox.put(new Message.Ready("main", 1, true));

    assertThat(all()).containsExactly(started, new Message.Ready("main", 1, true));
  }

  @Test
  void noEndOfARunIsLost() throws InterruptedException {
    List<Message> ends =
        List.of(
            new Message.Exited("main", 1, 1, "Error", ""),
            new Message.Exited("main", 2, 1, "Error", ""),
            new Message.Exited("beside", 1, 1, "Error", ""));
    ends.forEach(mailbox::put);

    assertThat(all()).isEqualTo(ends);
  }

  @Test
  void whoWaitsIsWoken() throws Exception {
    CompletableFuture<Message> heard = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            heard.complete(mailbox.poll(Duration.ofMinutes(1)));
          } catch (InterruptedException e) {
            heard.completeExceptionally(e);
          }
        });

    mailbox.put(new Message.Removed());

    assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(new Message.Removed());
  }

  @Test
  void nobodyWaitsLongerThanHeWants() throws InterruptedException {
    assertThat(mailbox.poll(Duration.ofMillis(20))).isNull();
  }
}
