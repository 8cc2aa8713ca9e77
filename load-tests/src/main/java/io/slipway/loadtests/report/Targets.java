// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import io.slipway.loadtests.report.Measurements.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The targets of Slipway's data plane, compared with what was measured. Pure. */
final class Targets {
  private static final List<String> PROTOCOLS = List.of("json", "bin", "grpc");
  private static final List<Integer> CONCURRENCIES = List.of(1, 16, 64);
  private static final String PLAIN = "slipway";
  private static final String BATCHING = "slipway_batching";

  private static final double FLOOR = 1.4;
  private static final double PEERS = 15;
  private static final double ALONE = 0.8;
  private static final double BATCHED = 1.5;
  private static final double PAIRED = 0.97;
  private static final double PAIRED_LOWER = 0.94;
  private static final int PAIRED_ANSWERS = 300;
  private static final double TAIL = 1.0;

  private final Measurements measurements;
  private final List<Target> targets = new ArrayList<>();

  private Targets(Measurements measurements) {
    this.measurements = measurements;
  }

  static List<Target> of(Measurements measurements) {
    Targets targets = new Targets(measurements);
    for (String protocol : PROTOCOLS) {
      CONCURRENCIES.forEach(concurrency -> targets.floor(protocol, concurrency));
    }
    for (String protocol : PROTOCOLS) {
      CONCURRENCIES.forEach(concurrency -> targets.peers(protocol, concurrency));
    }
    for (String protocol : PROTOCOLS) {
      CONCURRENCIES.forEach(
          concurrency -> targets.alone(PLAIN, protocol, concurrency, ALONE, "batch 1"));
    }
    PROTOCOLS.forEach(
        protocol -> targets.alone(BATCHING, protocol, 64, BATCHED, "dynamic batching"));
    targets.paired(PLAIN, "batch 1");
    targets.paired(BATCHING, "dynamic batching");
    targets.tails();
    return List.copyOf(targets.targets);
  }

  /** CPU of a request of the tiny model, beside the bare server and ONNX Runtime alone. */
  private void floor(String protocol, int concurrency) {
    String what = "iris, %s, c=%d: CPU per request / floor".formatted(protocol, concurrency);
    Optional<Entry> bare = measurements.best("iris", "floor", concurrency, protocol);
    Optional<Spread> ratio =
        bare.flatMap(entry ->
            Measurements.ratio(
                cpuSecondsPerAnswer(new Entry(PLAIN, protocol), concurrency),
                sum(
                    cpuSecondsPerAnswer(entry, concurrency),
                    measurements.cpuSecondsPerRun("iris"))));
    targets.add(
        ratio
            .map(spread ->
                Target.atMost(FLOOR, what, spread, measurements.title(bare.orElseThrow().server())))
            .orElseGet(() -> Target.notMeasured(what, "at most " + FLOOR)));
  }

  private Map<Integer, Double> cpuSecondsPerAnswer(Entry entry, int concurrency) {
    return Measurements.byRound(
        measurements.loads("iris", entry, concurrency), Line.Load::cpuSecondsPerAnswer);
  }

  /** Sums of values of the same round. */
  private static Map<Integer, Double> sum(Map<Integer, Double> left, Map<Integer, Double> right) {
    Map<Integer, Double> sums = new TreeMap<>();
    left.forEach((round, value) -> {
      Double other = right.get(round);
      if (other != null) {
        sums.put(round, value + other);
      }
    });
    return sums;
  }

  /** Answers per CPU second of the tiny model, beside the best of all peers and protocols. */
  private void peers(String protocol, int concurrency) {
    String what =
        "iris, %s, c=%d: answers per CPU second / best peer".formatted(protocol, concurrency);
    Optional<Entry> peer = measurements.best("iris", "peer", concurrency);
    Optional<Spread> ratio =
        peer.flatMap(entry ->
            Measurements.ratio(
                answersPerCpuSecond(new Entry(PLAIN, protocol), concurrency),
                answersPerCpuSecond(entry, concurrency)));
    targets.add(
        ratio
            .map(spread ->
                Target.atLeast(
                    PEERS,
                    what,
                    spread,
                    measurements.title(peer.orElseThrow().server())
                        + ", "
                        + peer.orElseThrow().protocol()))
            .orElseGet(() -> Target.notMeasured(what, "at least " + PEERS)));
  }

  private Map<Integer, Double> answersPerCpuSecond(Entry entry, int concurrency) {
    return Measurements.byRound(
        measurements.loads("iris", entry, concurrency), Line.Load::answersPerCpuSecond);
  }

  /** The perceptron, by turns with ONNX Runtime alone, which has one row a run. */
  private void alone(
      String server, String protocol, int concurrency, double bound, String batching) {
    String what =
        "mlp, %s, c=%d, %s: answers per CPU second / ONNX Runtime alone, batch 1"
            .formatted(protocol, concurrency, batching);
    double[] ratios =
        measurements.pairs("mlp", server).stream()
            .filter(pair -> pair.protocol().equals(protocol) && pair.concurrency() == concurrency)
            .mapToDouble(Line.Pair::ratio)
            .toArray();
    targets.add(
        ratios.length == 0
            ? Target.notMeasured(what, "at least " + bound)
            : Target.atLeast(bound, what, Spread.of(ratios), ratios.length + " pairs"));
  }

  /** The compute-bound model, by turns with ONNX Runtime alone. */
  private void paired(String server, String batching) {
    List<Line.Pair> pairs = measurements.pairs("resnet50", server);
    String what = "resnet50, bin, " + batching + ": answers per CPU second / ONNX Runtime alone";
    String wanted = "median at least %s, lower 95%% bound above %s".formatted(PAIRED, PAIRED_LOWER);
    if (pairs.isEmpty()) {
      targets.add(Target.notMeasured(what, wanted));
      return;
    }
    double[] ratios = pairs.stream().mapToDouble(Line.Pair::ratio).toArray();
    Spread spread = Spread.of(ratios);
    double lower = Spread.lowerBound(ratios);
    int answers =
        pairs.stream()
            .collect(
                Collectors.groupingBy(Line.Pair::round, Collectors.summingInt(Line.Pair::answers)))
            .values()
            .stream()
            .min(Integer::compare)
            .orElse(0);
    boolean met = spread.median() >= PAIRED && lower > PAIRED_LOWER && answers >= PAIRED_ANSWERS;
    String note =
        String.format(
            Locale.ROOT,
            "c=%d, %d pairs, lower bound %.3f, %d answers or more in a round (%d wanted)",
            pairs.getFirst().concurrency(),
            pairs.size(),
            lower,
            answers,
            PAIRED_ANSWERS);
    targets.add(new Target(what, wanted, spread, Target.Verdict.of(met), note));
  }

  /** The 99th percentile at 70% of each peer's peak, beside the peer's own. */
  private void tails() {
    List<String> peers = measurements.tails().stream().map(Line.Tail::server).distinct().toList();
    for (String peer : peers) {
      String what =
          "iris, json, open load at 70%% of the peak of %s: p99 / its p99"
              .formatted(measurements.title(peer));
      targets.add(
          Measurements.ratio(p99(peer, PLAIN), p99(peer, peer))
              .map(spread -> Target.atMost(TAIL, what, spread, ""))
              .orElseGet(() -> Target.notMeasured(what, "at most " + TAIL)));
    }
    if (peers.isEmpty()) {
      targets.add(
          Target.notMeasured("iris, json, open load at 70% of a peer's peak", "at most " + TAIL));
    }
  }

  private Map<Integer, Double> p99(String peer, String of) {
    return Measurements.byRound(
        measurements.tails().stream()
            .filter(tail -> tail.server().equals(peer) && tail.of().equals(of))
            .toList(),
        Line.Tail::round,
        Line.Tail::p99Ms);
  }
}
