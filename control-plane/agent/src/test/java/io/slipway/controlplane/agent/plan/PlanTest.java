// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.state.ContainerState;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.testing.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * Containers are {@code i} (init), {@code s} (sidecar) and {@code a}, {@code b} (main). States:
   * {@code -} not started, {@code R} running, {@code r} running and not started by its probe,
   * {@code 0} and {@code 1} ended with that code, {@code B} ended with 1 and held back, {@code S}
   * running and asked to end.
   */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    // init containers, one after the other, then the main ones together
    "Always, run, i- j- a- b-, start i",
    "Always, run, iR j- a- b-, nothing",
    "Always, run, i0 j- a- b-, start j",
    "Always, run, i0 j0 a- b-, start a start b",
    "Always, run, i1 j- a- b-, start i",
    "Always, run, iB j- a- b-, wait",
    "Never, run, i1 j- a- b-, finish",
    "Never, run, i0 j0 a1 bR, nothing",
    // sidecars start with their turn, are waited for, and are restarted at any time
    "Always, run, s- i- a-, start s",
    "Always, run, sr i- a-, nothing",
    "Always, run, sR i- a-, start i",
    "Always, run, sR i0 a-, start a",
    "Always, run, s1 i0 aR, start s",
    "Never, run, s0 i0 aR, start s",
    // restarts
    "Always, run, a0, start a",
    "Always, run, a1, start a",
    "Always, run, aB bR, wait",
    "OnFailure, run, a0 bR, nothing",
    "OnFailure, run, a1 bR, start a",
    "OnFailure, run, a0 b0, finish",
    "Never, run, a1 b0, finish",
    // an end: main containers, then sidecars, the last one first
    "Never, run, sR tR a0, stop t",
    "Never, run, sR tS a0, nothing",
    "Never, run, sR t0 a0, stop s",
    "Never, run, s0 t0 a0, finish",
    "Always, end, sR tR aR bR, stop a stop b",
    "Always, end, sR tR aS b0, nothing",
    "Always, end, sR tR a0 b0, stop t",
    "Always, end, iR a-, stop i",
    "Always, end, i- a-, finish",
    "Always, end, a0, finish",
    "Always, end, aB, finish",
  })
  void decides(String policy, String mode, String states, String expected) {
    List<ContainerView> containers = new ArrayList<>();
    PodSpec pod = pod(policy, states);
    for (String state : states.split(" ", -1)) {
      containers.add(view(pod.container(state.substring(0, 1)), state.charAt(1)));
    }

    List<Action> actions = Plan.next(pod.restartPolicy(), containers, mode.equals("end"), NOW);

    assertThat(actions.stream().map(PlanTest::text).collect(Collectors.joining(" ")))
        .isEqualTo(expected.equals("nothing") ? "" : expected);
  }

  private static PodSpec pod(String policy, String states) {
    List<String> init = new ArrayList<>();
    List<String> main = new ArrayList<>();
    for (String state : states.split(" ", -1)) {
      char name = state.charAt(0);
      switch (name) {
        case 'i', 'j' -> init.add("{'name':'" + name + "'}");
        case 's', 't' -> init.add("{'name':'" + name + "','restartPolicy':'Always'}");
        default -> main.add("{'name':'" + name + "'}");
      }
    }
    return Pods.pod(
        "{'restartPolicy':'%s','initContainers':%s,'containers':%s}".formatted(policy, init, main));
  }

  private static ContainerView view(ContainerSpec spec, char state) {
    ContainerState is =
        switch (state) {
          case '-' -> ContainerState.notStarted();
          case 'R', 'r', 'S' -> new Running(NOW);
          case '0' -> new Terminated(0, "Completed", "", NOW, NOW);
          default -> new Terminated(1, "Error", "", NOW, NOW);
        };
    BackOff backOff = state == 'B' ? new BackOff(Duration.ofSeconds(10), NOW) : BackOff.NONE;
    return new ContainerView(spec, is, state != 'r', state == 'S', backOff, Instant.EPOCH);
  }

  private static String text(Action action) {
    return switch (action) {
      case Action.Start(ContainerSpec container) -> "start " + container.name();
      case Action.Stop(ContainerSpec container) -> "stop " + container.name();
      case Action.WaitUntil _ -> "wait";
      case Action.Finish _ -> "finish";
    };
  }
}
