// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.pod.Probing.Progress;
import io.slipway.controlplane.agent.probe.Prober;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ProbeSpec;
import io.slipway.controlplane.agent.testing.Pods;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProbingTest {
  private final List<String> verdicts = new CopyOnWriteArrayList<>();
  private final AtomicInteger probes = new AtomicInteger();

  private final class Heard implements Probing.Verdicts {
    @Override
    public void started() {
      verdicts.add("started");
    }

    @Override
    public void ready(boolean ready) {
      verdicts.add("ready " + ready);
    }

    @Override
    public void failed(String probe, String message, ProbeSpec spec) {
      verdicts.add("failed " + probe);
    }

    @Override
    public void unhealthy(String probe, String message) {}
  }

  private Probing probing(String probes, String program, Progress progress) {
    ContainerSpec container =
        Pods.pod("{'containers':[{'name':'main'," + probes + "}]}").container("main");
    Prober.Target target =
        new Prober.Target(
            "127.0.0.1",
            Map.of(),
            _ -> {
              this.probes.incrementAndGet();
              return new ProcessBuilder(program).start();
            });
    return new Probing(container, target, new Heard(), progress);
  }

  private static String probe(String kind, String more) {
    return "'%s':{'exec':{'command':['any']}%s}".formatted(kind, more);
  }

  @Test
  void whatIsToPassBeforeTheFirstProbeCountsFromTheStartOfTheContainer() {
    Progress old = new Progress(Duration.ofHours(2), false, false);
    String late = ",'initialDelaySeconds':3600";

    try (Probing probing =
        probing(probe("startupProbe", late) + "," + probe("readinessProbe", late), "true", old)) {
      probing.start();

      await().until(() -> verdicts.equals(List.of("started", "ready true")));
    }
  }

  @Test
  void whatIsStartedAndReadyStaysSo() {
    Progress known = new Progress(Duration.ofHours(2), true, true);
    String patient = ",'periodSeconds':1,'failureThreshold':100";

    try (Probing probing =
        probing(
            probe("startupProbe", "") + "," + probe("readinessProbe", patient), "false", known)) {
      probing.start();

      await().until(() -> probes.get() >= 2);
      assertThat(verdicts).containsExactly("started");
    }
  }
}
