// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Call;
import io.slipway.loadtests.load.Client;
import io.slipway.loadtests.load.InferCalls;
import io.slipway.loadtests.load.Phase;
import io.slipway.loadtests.load.PhaseResult;
import io.slipway.loadtests.load.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A fresh process under full load from its first second on one core: how many answers in each half
 * second, and after what time 80% of what it does later.
 */
public final class WarmScenario {
  private static final Duration STEP = Duration.ofMillis(500);
  private static final double STEP_SECONDS = STEP.toMillis() / 1e3;
  private static final double PART = 0.8;
  private static final double LIMIT_SECONDS = 5;

  private WarmScenario() {}

  public static void main(String[] arguments) throws IOException {
    Setup.main(
        "warm",
        arguments,
        Set.of("seconds", "callers", "protocols", "before-seconds"),
        WarmScenario::play);
  }

  private static void play(Setup setup, ScenarioReport report) throws IOException {
    List<Protocol> protocols = Protocol.list(setup.options().text("protocols", "json,binary,grpc"));
    Map<Protocol, List<List<PhaseResult>>> rounds = new LinkedHashMap<>();
    setup.progress("round 0, to warm the generator");
    round(setup, Protocol.JSON);
    for (int i = 1; i <= setup.rounds(5); i++) {
      for (Protocol protocol : protocols) {
        List<PhaseResult> steps = round(setup, protocol);
        rounds.computeIfAbsent(protocol, _ -> new ArrayList<>()).add(steps);
        setup.progress(
            "round %d, %s: %s, by CPU time %s"
                .formatted(i, protocol.title(), warmUp(steps), warmUpByCpu(steps)));
        report.round(document(i, protocol, steps));
      }
    }
    rounds.forEach((protocol, all) -> verdicts(report, protocol, all));
    report.text(table(rounds));
  }

  private static List<PhaseResult> round(Setup setup, Protocol protocol) throws IOException {
    int steps = (int) (setup.seconds("seconds", 30, 12).toMillis() / STEP.toMillis());
    int callers = setup.options().integer("callers", 16);
    String model = "iris=" + setup.root().resolve("examples/iris/model.onnx");
    try (ServerProcess server =
        ServerProcess.start(setup, List.of(model), Map.of(), setup.log("warm"))) {
      Call call = protocol.call(server, InferCalls.random("iris", "X", 1, 4));
      // A call for each connection, over gRPC as well: what differs is the protocol alone.
      Client.Limits limits = new Client.Limits(callers, 1, Duration.ofSeconds(10));
      try (Client client = new Client(call, limits, server::cpuSeconds)) {
        double before = setup.options().number("before-seconds", 0);
        if (before > 0) {
          client.run(Phase.closed(1, Duration.ofMillis((long) (1000 * before))));
          setup.progress("before: %.2f s of CPU until now".formatted(server.cpuSeconds()));
        }
        List<Phase> phases = Collections.nCopies(steps, Phase.closed(callers, STEP));
        return client.run(phases, new Timeline(STEP)).join();
      }
    }
  }

  private static WarmUp warmUp(List<PhaseResult> steps) {
    return WarmUp.of(WarmUp.wall(steps), PART);
  }

  private static WarmUp warmUpByCpu(List<PhaseResult> steps) {
    return WarmUp.of(WarmUp.cpu(steps, STEP_SECONDS / 2), PART);
  }

  private static void verdicts(
      ScenarioReport report, Protocol protocol, List<List<PhaseResult>> rounds) {
    List<WarmUp> warmUps = rounds.stream().map(WarmScenario::warmUp).toList();
    report.verdict(
        Verdict.atMost(
            protocol.title(),
            "seconds from readiness to 80% of the peak",
            Spread.of(warmUps.stream().map(WarmUp::seconds).toList()),
            LIMIT_SECONDS));
    report.verdict(
        Verdict.told(
            protocol.title(),
            "peak, answers a second",
            Spread.of(warmUps.stream().map(WarmUp::peak).toList())));
    List<WarmUp> byCpu = rounds.stream().map(WarmScenario::warmUpByCpu).toList();
    report.verdict(
        Verdict.told(
            protocol.title(),
            "CPU seconds from readiness to 80% of the peak for each CPU second",
            Spread.of(byCpu.stream().map(WarmUp::seconds).toList())));
    report.verdict(
        Verdict.told(
            protocol.title(),
            "peak, answers for each CPU second",
            Spread.of(byCpu.stream().map(WarmUp::peak).toList())));
    List<Double> failed =
        rounds.stream()
            .map(steps -> (double) steps.stream().mapToLong(PhaseResult::failed).sum())
            .toList();
    report.verdict(
        Verdict.atMost(protocol.title(), "requests without an answer", Spread.of(failed), 0));
  }

  /** Part of the peak for each step, medians: what a plot shows. */
  private static String table(Map<Protocol, List<List<PhaseResult>>> rounds) {
    StringBuilder table =
        new StringBuilder("Answers in each half second, as a part of the peak (medians):\n\n| s |");
    rounds.keySet().forEach(protocol -> table.append(' ').append(protocol.title()).append(" |"));
    table.append("\n|---|").repeat("---|", rounds.size()).append('\n');
    int steps = rounds.values().iterator().next().getFirst().size();
    for (int i = 0; i < steps; i++) {
      int step = i;
      table.append("| ").append(Figures.text((i + 1) * STEP_SECONDS)).append(" |");
      for (List<List<PhaseResult>> all : rounds.values()) {
        Spread part =
            Spread.of(
                all.stream().map(one -> one.get(step).goodput() / warmUp(one).peak()).toList());
        table.append(' ').append(Figures.text(part.median())).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static Map<String, Object> document(
      int round, Protocol protocol, List<PhaseResult> steps) {
    WarmUp warmUp = warmUp(steps);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("round", round);
    document.put("protocol", protocol.title());
    document.put("seconds_to_80", warmUp.seconds());
    document.put("peak_per_s", warmUp.peak());
    document.put("cpu_seconds_to_80", warmUpByCpu(steps).seconds());
    document.put("good_per_s", steps.stream().map(PhaseResult::goodput).toList());
    document.put("server_cpu_s", steps.stream().map(PhaseResult::serverCpu).toList());
    document.put("generator_core", steps.stream().map(PhaseResult::generatorCore).toList());
    return document;
  }
}
