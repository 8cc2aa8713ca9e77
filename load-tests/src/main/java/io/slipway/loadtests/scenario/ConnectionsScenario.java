// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Client;
import io.slipway.loadtests.load.InferCalls;
import io.slipway.loadtests.load.Phase;
import io.slipway.loadtests.load.PhaseResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Ten thousand connections that had one answer each and now are silent: what each costs in heap and
 * direct memory, and whether the active ones notice.
 */
public final class ConnectionsScenario {
  private static final double KILOBYTES = 20;

  /** No effect is a ratio of 1; the rest is noise of a tail. */
  private static final double SAME = 1.1;

  private static final int ACTIVE = 64;
  private static final int STEP = 500;
  private static final Set<String> NAMES = Set.of("idle", "rate", "seconds");

  private ConnectionsScenario() {}

  private record Memory(long heap, long direct, long resident) {
    static Memory of(ServerProcess server) throws IOException {
      Jcmd jcmd = new Jcmd(server.pid());
      return new Memory(jcmd.heapAfterCollection(), jcmd.direct(), server.residentBytes());
    }

    double kilobytesSince(Memory before, int connections) {
      return (heap + direct - before.heap - before.direct) / 1e3 / connections;
    }
  }

  private record Round(
      PhaseResult alone, PhaseResult beside, Memory before, Memory with, int idle) {
    double kilobytes() {
      return with.kilobytesSince(before, idle);
    }

    double ratio() {
      return (double) beside.latency().quantile(0.99) / alone.latency().quantile(0.99);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Setup.main("connections", arguments, NAMES, ConnectionsScenario::play);
  }

  private static void play(Setup setup, ScenarioReport report) throws IOException {
    int idle = setup.options().integer("idle", setup.quick() ? 2000 : 10_000);
    // Which part of the native memory is buffers, the JVM only knows if it is told to keep count.
    // The default limit is
    // 10,000 connections, the idle ones alone.
    Map<String, String> environment =
        Map.of("SLIPWAY_JAVA_OPTS", "-XX:NativeMemoryTracking=summary");
    List<String> server =
        List.of(
            "iris=" + setup.root().resolve("examples/iris/model.onnx"),
            "--max-connections",
            Integer.toString(idle + 1000));
    List<Round> rounds = new ArrayList<>();
    try (ServerProcess process =
        ServerProcess.start(setup, server, environment, setup.log("server"))) {
      Client.Limits limits = Client.Limits.connections(ACTIVE);
      try (Client active = new Client(calls().json(process.http()), limits, process::cpuSeconds)) {
        active.run(Phase.closed(ACTIVE, Duration.ofSeconds(setup.quick() ? 4 : 15)));
        for (int i = 1; i <= setup.rounds(5); i++) {
          Round round = round(setup, process, active, idle);
          rounds.add(round);
          report.round(document(round));
          setup.progress(
              "round %d: %.2f kB each, p99 ratio %.2f"
                  .formatted(i, round.kilobytes(), round.ratio()));
        }
      }
    }
    verdicts(report, rounds);
  }

  private static InferCalls calls() {
    return InferCalls.random("iris", "X", 1, 4);
  }

  private static Round round(Setup setup, ServerProcess server, Client active, int idle)
      throws IOException {
    Phase load =
        Phase.poisson(setup.options().number("rate", 1000), setup.seconds("seconds", 15, 5), 1);
    PhaseResult alone = active.run(load).getFirst();
    Memory before = Memory.of(server);
    try (Client silent =
        new Client(calls().json(server.http()), Client.Limits.connections(idle), () -> 0)) {
      open(silent, idle);
      Memory with = Memory.of(server);
      PhaseResult beside = active.run(load).getFirst();
      return new Round(alone, beside, before, with, silent.open(idle).join());
    }
  }

  /**
   * In steps, as a kernel takes so many at once only; then each asks once, as connections that are
   * kept alive have.
   */
  private static void open(Client silent, int count) throws IOException {
    for (int open = STEP; open < count + STEP; open += STEP) {
      silent.open(Math.min(open, count)).join();
      silent.run(Phase.constant(2 * STEP, Duration.ofMillis(500)));
    }
    int opened = silent.open(count).join();
    if (opened != count) {
      throw new IOException(
          "%d of %d connections are open (expected: all; does `ulimit -Hn` allow them?)"
              .formatted(opened, count));
    }
    PhaseResult asked =
        silent.run(Phase.constant(2.0 * count / 10, Duration.ofSeconds(10))).getFirst();
    if (asked.good() != asked.intended()) {
      throw new IOException("connections did not answer: " + asked.outcomes());
    }
  }

  private static void verdicts(ScenarioReport report, List<Round> rounds) {
    String of = "%d idle connections".formatted(rounds.getFirst().idle);
    report.verdict(
        Verdict.atMost(
            of,
            "kB of heap and direct memory for each",
            spread(rounds, Round::kilobytes),
            KILOBYTES));
    report.verdict(
        Verdict.told(
            of,
            "kB of heap for each",
            spread(rounds, r -> (r.with.heap - r.before.heap) / 1e3 / r.idle)));
    report.verdict(
        Verdict.told(
            of,
            "kB of direct memory for each",
            spread(rounds, r -> (r.with.direct - r.before.direct) / 1e3 / r.idle)));
    report.verdict(
        Verdict.told(
            "the first of them",
            "kB resident for each",
            Spread.of(List.of(resident(rounds.getFirst())))));
    report.verdict(
        Verdict.told(
            of,
            "p99 without them, ms",
            spread(rounds, r -> r.alone.latency().quantile(0.99) / 1e6)));
    report.verdict(
        Verdict.told(
            of,
            "p99 beside them, ms",
            spread(rounds, r -> r.beside.latency().quantile(0.99) / 1e6)));
    report.verdict(Verdict.atMost(of, "ratio of the two p99", spread(rounds, Round::ratio), SAME));
  }

  private static double resident(Round round) {
    return (round.with.resident - round.before.resident) / 1e3 / round.idle;
  }

  private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> of) {
    return Spread.of(rounds.stream().map(of::applyAsDouble).toList());
  }

  private static Map<String, Object> document(Round round) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("idle", round.idle);
    document.put("kb_each", round.kilobytes());
    document.put("heap_before", round.before.heap);
    document.put("heap_with", round.with.heap);
    document.put("direct_before", round.before.direct);
    document.put("direct_with", round.with.direct);
    document.put("resident_before", round.before.resident);
    document.put("resident_with", round.with.resident);
    document.put("alone", round.alone.document());
    document.put("beside", round.beside.document());
    return document;
  }
}
