// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.pod.PodSink;
import io.slipway.controlplane.agent.testing.Pods;
import io.slipway.controlplane.client.KubeObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndedPodsTest {
  private final KubeObject pod =
      Pods.object("{'name':'web','namespace':'default','uid':'u1'}", "{}");
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Api api = new Api();
  private final EndedPods ended =
      new EndedPods(
          api,
          each -> done.add("ended " + each.uid()),
          each -> done.add("removed " + each.uid()),
          Duration.ofMillis(1));

  /** Does not answer a few times. */
  private final class Api implements PodSink {
    private volatile int refusals;

    @Override
    public Optional<KubeObject> status(KubeObject known, Map<String, Object> status) {
      throw new AssertionError("the status of " + known.key());
    }

    @Override
    public synchronized boolean gone(KubeObject known) {
      done.add("told of " + known.uid());
      return refusals-- <= 0;
    }
  }

  @AfterEach
  void close() {
    ended.close();
  }

  @Test
  void whatStillRunsOfAFinalPodIsEndedOnce() {
    ended.found(pod);
    ended.found(pod);

    await().until(() -> !done.isEmpty());
    assertThat(done).containsExactly("ended u1");
  }

  @Test
  void theApiIsToldUntilItKnows() {
    api.refusals = 2;

    ended.delete(pod);

    await().until(() -> done.size() == 4);
    assertThat(done).containsExactly("removed u1", "told of u1", "told of u1", "told of u1");
  }

  @Test
  void onePodIsDeletedOnceAtATime() {
    api.refusals = Integer.MAX_VALUE;
    ended.delete(pod);
    await().until(() -> done.contains("told of u1"));

    ended.delete(pod);
    int told = done.size();
    await().until(() -> done.size() > told);

    assertThat(done).containsOnlyOnce("removed u1");
  }

  @Test
  void aPodWhoseObjectIsGoneIsNotToldOf() {
    api.refusals = Integer.MAX_VALUE;
    ended.delete(pod);
    await().until(() -> done.contains("told of u1"));

    ended.deleted(pod);

    AtomicInteger before = new AtomicInteger();
    await()
        .pollInterval(Duration.ofMillis(50))
        .until(() -> before.getAndSet(done.size()) == done.size());
  }

  @Test
  void whatIsLeftOfAPodThatOthersDeletedIsRemoved() {
    ended.deleted(pod);

    await().until(() -> done.equals(List.of("removed u1")));
  }
}
