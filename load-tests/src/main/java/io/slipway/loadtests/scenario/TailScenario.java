// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Client;
import io.slipway.loadtests.load.Phase;
import io.slipway.loadtests.load.PhaseResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Poisson load: at 70% of the own peak p99 is to be at most five times p50. At rates that are
 * given, such as 70% of other servers' peaks, p99 is told, or compared with theirs.
 */
public final class TailScenario {
  private static final int CALLERS = 64;
  private static final double PART = 0.7;
  private static final double P99_TO_P50 = 5;
  private static final int CONNECTIONS = 256;

  private static final Set<String> NAMES =
      Set.of("models", "protocols", "seconds", "warm-seconds", "lead-seconds", "peer", "java-opts");

  private TailScenario() {}

  /**
   * Another server, as measured beside this one.
   *
   * @param rate requests a second at which its p99 was taken
   */
  record Peer(String name, String model, Protocol protocol, double rate, double p99Millis) {
    /** Of {@code NAME:MODEL:PROTOCOL:RATE:P99_MS}. */
    static Peer parse(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != 5) {
        throw new IllegalArgumentException(
            "--peer: %s (expected: NAME:MODEL:PROTOCOL:RATE:P99_MS, the last two numbers)"
                .formatted(text));
      }
      return new Peer(
          parts[0],
          parts[1],
          Protocol.list(parts[2]).getFirst(),
          Double.parseDouble(parts[3]),
          Double.parseDouble(parts[4]));
    }
  }

  public static void main(String[] arguments) throws IOException {
    Setup.main("tail", arguments, NAMES, TailScenario::play);
  }

  private static void play(Setup setup, ScenarioReport report) throws IOException {
    List<Peer> peers = setup.options().all("peer").stream().map(Peer::parse).toList();
    for (LoadedModel model : LoadedModel.list(setup, setup.options().text("models", "iris,mlp"))) {
      for (Protocol protocol :
          Protocol.list(setup.options().text("protocols", "json,binary,grpc"))) {
        List<Peer> beside =
            peers.stream()
                .filter(peer -> peer.model.equals(model.name()) && peer.protocol == protocol)
                .toList();
        measure(setup, report, model, protocol, beside);
      }
    }
  }

  private static void measure(
      Setup setup, ScenarioReport report, LoadedModel model, Protocol protocol, List<Peer> peers)
      throws IOException {
    String of = model.name() + ", " + protocol.title();
    Duration warm = setup.seconds("warm-seconds", 15, 6);
    Duration measured = setup.seconds("seconds", 20, 5);
    Duration lead = setup.seconds("lead-seconds", 5, 1);
    Map<String, String> environment =
        Map.of("SLIPWAY_JAVA_OPTS", setup.options().text("java-opts", ""));
    List<Double> peaks = new ArrayList<>();
    List<PhaseResult> own = new ArrayList<>();
    Map<Peer, List<PhaseResult>> others = new LinkedHashMap<>();
    try (ServerProcess server =
            ServerProcess.start(
                setup, List.of(model.argument()), environment, setup.log(model.name()));
        Client client =
            new Client(
                protocol.call(server, model.calls()), limits(protocol), server::cpuSeconds)) {
      for (int i = 1; i <= setup.rounds(5); i++) {
        double peak =
            Peak.find(
                client, CALLERS, i == 1 ? warm : Duration.ofSeconds(1), measured.dividedBy(2));
        peaks.add(peak);
        PhaseResult result = atRate(client, PART * peak, lead, measured, i);
        own.add(result);
        for (Peer peer : peers) {
          PhaseResult atPeers = atRate(client, peer.rate, lead, measured, i);
          others.computeIfAbsent(peer, _ -> new ArrayList<>()).add(atPeers);
        }
        report.round(document(of, peak, result, others));
        setup.progress(
            "%s, round %d: peak %.0f/s, p99/p50 %.1f".formatted(of, i, peak, ratio(result)));
      }
    }
    verdicts(report, of, peaks, own);
    others.forEach((peer, results) -> verdict(report, of, peer, results));
  }

  /**
   * A change from callers who wait to arrivals that do not has both JITs compile anew what they had
   * compiled for the other, a second or more on the core of each; that is not the tail of a load.
   */
  private static PhaseResult atRate(
      Client client, double rate, Duration lead, Duration measured, int seed) {
    return client
        .run(Phase.poisson(rate, lead, -seed), Phase.poisson(rate, measured, seed))
        .getLast();
  }

  /**
   * One call for each connection, as with HTTP/1.1; more than are ever under way below the peak.
   */
  private static Client.Limits limits(Protocol protocol) {
    return protocol == Protocol.GRPC
        ? new Client.Limits(CALLERS, 100, Duration.ofSeconds(10))
        : Client.Limits.connections(CONNECTIONS);
  }

  private static void verdicts(
      ScenarioReport report, String of, List<Double> peaks, List<PhaseResult> results) {
    report.verdict(Verdict.told(of, "peak, answers a second", Spread.of(peaks)));
    report.verdict(Verdict.told(of, "p50 at 70%, ms", millis(results, 0.5)));
    report.verdict(Verdict.told(of, "p99 at 70%, ms", millis(results, 0.99)));
    report.verdict(Verdict.told(of, "p99.9 at 70%, ms", millis(results, 0.999)));
    report.verdict(
        Verdict.atMost(
            of,
            "p99 / p50 at 70%",
            Spread.of(results.stream().map(TailScenario::ratio).toList()),
            P99_TO_P50));
    List<Double> failed =
        results.stream().map(result -> (double) (result.failed() + result.refused())).toList();
    report.verdict(Verdict.atMost(of, "requests not answered", Spread.of(failed), 0));
    List<Double> core = results.stream().map(PhaseResult::generatorCore).toList();
    report.verdict(Verdict.told(of, "part of its core that the generator used", Spread.of(core)));
  }

  private static void verdict(
      ScenarioReport report, String of, Peer peer, List<PhaseResult> results) {
    String what =
        "p99 at %s/s, 70%% of %s's peak, ms".formatted(Figures.text(peer.rate), peer.name);
    report.verdict(Verdict.atMost(of, what, millis(results, 0.99), peer.p99Millis));
  }

  private static double ratio(PhaseResult result) {
    return (double) result.latency().quantile(0.99) / result.latency().quantile(0.5);
  }

  private static Spread millis(List<PhaseResult> results, double part) {
    return Spread.of(
        results.stream().map(result -> result.latency().quantile(part) / 1e6).toList());
  }

  private static Map<String, Object> document(
      String of, double peak, PhaseResult own, Map<Peer, List<PhaseResult>> others) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("of", of);
    document.put("peak_per_s", peak);
    document.put("at_70", own.document());
    Map<String, Object> beside = new TreeMap<>();
    others.forEach((peer, results) -> beside.put(peer.name, results.getLast().document()));
    document.put("at_70_of", beside);
    return document;
  }
}
