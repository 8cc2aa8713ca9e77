// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import io.slipway.loadtests.report.BarChart.Bar;
import io.slipway.loadtests.report.BarChart.Group;
import io.slipway.loadtests.report.Measurements.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which plots there are. Pure. */
final class Charts {
  private static final List<String> PROTOCOLS = List.of("json", "bin", "grpc");
  private static final List<String> PROTOCOL_NAMES =
      List.of("v2, JSON", "v2, binary tensors", "v2, gRPC");
  private static final int PREFERRED_CONCURRENCY = 16;
  private static final Pattern FLOOR = Pattern.compile("iris, (\\w+), c=(\\d+): .*floor");

  private Charts() {}

  /** Throughput of all servers with this model, at a concurrency that every one has. */
  static Optional<BarChart> throughput(Measurements measurements, String model) {
    List<Integer> concurrencies = measurements.concurrencies(model);
    int concurrency =
        concurrencies.contains(PREFERRED_CONCURRENCY)
            ? PREFERRED_CONCURRENCY
            : concurrencies.getLast();
    Optional<Entry> best = measurements.best(model, "peer", concurrency);
    if (best.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, Double> reference = perCpuSecond(measurements, model, best.get(), concurrency);
    Map<String, List<Bar>> bars = new LinkedHashMap<>();
    for (String kind : List.of("slipway", "peer")) {
      for (Entry entry : measurements.entries(model, kind)) {
        Measurements.ratio(perCpuSecond(measurements, model, entry, concurrency), reference)
            .ifPresent(spread ->
                bars.computeIfAbsent(entry.server(), _ -> new ArrayList<>())
                    .add(new Bar(PROTOCOLS.indexOf(entry.protocol()), spread)));
      }
    }
    List<Group> groups = new ArrayList<>();
    bars.forEach((server, list) -> groups.add(new Group(measurements.title(server), list)));
    return Optional.of(
        new BarChart(
            "%s: answers per second of server CPU, %d at a time".formatted(model, concurrency),
            "1 is the best peer, %s (%s); medians, lines from the least to the most"
                .formatted(measurements.title(best.get().server()), best.get().protocol()),
            PROTOCOL_NAMES,
            groups,
            null));
  }

  private static Map<Integer, Double> perCpuSecond(
      Measurements measurements, String model, Entry entry, int concurrency) {
    return Measurements.byRound(
        measurements.loads(model, entry, concurrency), Line.Load::answersPerCpuSecond);
  }

  /** CPU per request of the tiny model beside the floor. */
  static Optional<BarChart> floor(List<Target> targets) {
    Map<String, List<Bar>> bars = new LinkedHashMap<>();
    for (Target target : targets) {
      Matcher matcher = FLOOR.matcher(target.what());
      Spread measured = target.measured();
      if (matcher.matches() && measured != null) {
        bars.computeIfAbsent(matcher.group(2) + " at a time", _ -> new ArrayList<>())
            .add(new Bar(PROTOCOLS.indexOf(matcher.group(1)), measured));
      }
    }
    List<Group> groups = new ArrayList<>();
    bars.forEach((label, list) -> groups.add(new Group(label, list)));
    return groups.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BarChart(
                "iris: CPU of a request, in floors",
                "1 is a bare Netty server with a fixed reply, and ONNX Runtime alone; the mark is"
                    + " the target",
                PROTOCOL_NAMES,
                groups,
                1.4));
  }
}
