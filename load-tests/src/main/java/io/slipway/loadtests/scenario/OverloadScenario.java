// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Client;
import io.slipway.loadtests.load.Phase;
import io.slipway.loadtests.load.PhaseResult;
import io.slipway.loadtests.load.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Three times what the server can do: it shall answer as many as it can and refuse the rest in good
 * order, take no more memory, and be itself again when the load ends.
 */
public final class OverloadScenario {
  private static final Duration SLOT = Duration.ofMillis(100);
  private static final int CALLERS = 64;
  private static final double USUAL_LOAD = 0.5;
  private static final double GOODPUT = 0.9;
  private static final double GROWTH = 0.05;
  private static final double RECOVERY_SECONDS = 2;
  private static final double GENERATOR_CORE = 2 / 3.0;

  /** Slower than this is not usual, however fast the model. */
  private static final long UNUSUAL_NANOS = Duration.ofMillis(50).toNanos();

  private static final Set<String> NAMES =
      Set.of("models", "protocols", "seconds", "warm-seconds", "times", "connections");

  private OverloadScenario() {}

  /** What came of a round. */
  private record Round(
      double peak,
      PhaseResult usual,
      PhaseResult overload,
      PhaseResult after,
      double recovery,
      List<Double> megabytes,
      boolean alive) {}

  public static void main(String[] arguments) throws IOException {
    Setup.main("overload", arguments, NAMES, OverloadScenario::play);
  }

  private static void play(Setup setup, ScenarioReport report) throws IOException {
    for (LoadedModel model :
        LoadedModel.list(setup, setup.options().text("models", "mlp,work5ms"))) {
      for (Protocol protocol : Protocol.list(setup.options().text("protocols", "json,grpc"))) {
        List<Round> rounds = new ArrayList<>();
        String of = model.name() + ", " + protocol.title();
        for (int i = 1; i <= setup.rounds(1); i++) {
          Round round = round(setup, model, protocol);
          rounds.add(round);
          report.round(document(of, round));
          setup.progress(
              "%s: %.0f/s of %.0f/s at peak, %s"
                  .formatted(of, round.overload.goodput(), round.peak, round.overload.outcomes()));
        }
        verdicts(report, of, rounds);
      }
    }
  }

  private static Round round(Setup setup, LoadedModel model, Protocol protocol) throws IOException {
    Duration warm = setup.seconds("warm-seconds", 15, 6);
    Duration overload = setup.seconds("seconds", 60, 12);
    try (ServerProcess server =
        ServerProcess.start(setup, List.of(model.argument()), Map.of(), setup.log(model.name()))) {
      Client.Limits limits =
          new Client.Limits(
              setup.options().integer("connections", 8000), 100, Duration.ofSeconds(10));
      try (Client client =
          new Client(protocol.call(server, model.calls()), limits, server::cpuSeconds)) {
        double peak = Peak.find(client, CALLERS, warm, Duration.ofSeconds(setup.quick() ? 5 : 10));
        double offered = peak * setup.options().number("times", 3);
        Duration usual = Duration.ofSeconds(5);
        Timeline timeline = new Timeline(SLOT);
        MemoryWatch memory = new MemoryWatch(server);
        List<PhaseResult> results;
        try (memory) {
          results =
              client
                  .run(
                      List.of(
                          Phase.poisson(peak * USUAL_LOAD, usual, 1),
                          Phase.poisson(offered, overload, 2),
                          Phase.poisson(peak * USUAL_LOAD, usual.multipliedBy(2), 3)),
                      timeline)
                  .join();
        }
        PhaseResult before = results.getFirst();
        long slow = Math.max(UNUSUAL_NANOS, 3 * before.latency().quantile(0.99));
        int end = (int) (usual.plus(overload).toMillis() / SLOT.toMillis());
        List<Timeline.Slot> after = timeline.slots().subList(end, timeline.slots().size());
        return new Round(
            peak,
            before,
            results.get(1),
            results.get(2),
            Recovery.seconds(after, timeline.slotSeconds(), slow),
            memory.megabytes(),
            server.alive());
      }
    }
  }

  private static void verdicts(ScenarioReport report, String of, List<Round> rounds) {
    report.verdict(Verdict.told(of, "peak, answers a second", figure(rounds, Round::peak)));
    report.verdict(
        Verdict.told(
            of, "offered, times the peak", figure(rounds, r -> r.overload.offered() / r.peak)));
    report.verdict(
        Verdict.atLeast(
            of,
            "goodput, part of the peak",
            figure(rounds, r -> r.overload.goodput() / r.peak),
            GOODPUT));
    report.verdict(
        Verdict.atMost(
            of, "failures other than 429 and 503", figure(rounds, r -> r.overload.failed()), 0));
    report.verdict(
        Verdict.told(
            of,
            "p99 of answers, ms",
            figure(rounds, r -> r.overload.latency().quantile(0.99) / 1e6)));
    report.verdict(
        Verdict.told(
            of,
            "p99 of refusals, ms",
            figure(rounds, r -> r.overload.refusals().quantile(0.99) / 1e6)));
    report.verdict(
        Verdict.atMost(
            of, "growth of memory", figure(rounds, r -> MemoryWatch.growth(r.megabytes)), GROWTH));
    report.verdict(
        Verdict.atMost(
            of, "seconds to recover", figure(rounds, Round::recovery), RECOVERY_SECONDS));
    report.verdict(Verdict.atLeast(of, "server alive", figure(rounds, r -> r.alive ? 1 : 0), 1));
    report.verdict(
        Verdict.atMost(
            of,
            "part of its core that the generator used",
            figure(rounds, r -> r.overload.generatorCore()),
            GENERATOR_CORE));
  }

  private static Spread figure(List<Round> rounds, ToDoubleFunction<Round> of) {
    return Spread.of(rounds.stream().map(of::applyAsDouble).toList());
  }

  private static Map<String, Object> document(String of, Round round) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("of", of);
    document.put("peak_per_s", round.peak);
    document.put("before", round.usual.document());
    document.put("overload", round.overload.document());
    document.put("after", round.after.document());
    document.put("recovery_s", round.recovery);
    document.put("resident_mb", round.megabytes);
    return document;
  }
}
