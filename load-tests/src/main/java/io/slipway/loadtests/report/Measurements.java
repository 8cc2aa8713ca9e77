// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All lines of a run, and how to find some. */
record Measurements(
    Line.Run run,
    List<Line.Load> loads,
    List<Line.Server> servers,
    List<Line.InProcess> inProcess,
    List<Line.Pair> pairs,
    List<Line.Tail> tails,
    List<Line.Failure> failures) {

  /** One server over one protocol. */
  record Entry(String server, String protocol) {}

  /**
   * @throws IllegalArgumentException if the first line is missing
   */
  static Measurements of(List<Line> lines) {
    List<Line.Run> runs = Line.of(lines, Line.Run.class);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no line of kind run (expected: one, the first)");
    }
    return new Measurements(
        runs.getFirst(),
        // a point without an answer has no figures; the runner kept the reason as a failure
        Line.of(lines, Line.Load.class).stream()
            .filter(load -> load.answers() > 0 && load.cpuSeconds() > 0)
            .toList(),
        Line.of(lines, Line.Server.class),
        Line.of(lines, Line.InProcess.class),
        Line.of(lines, Line.Pair.class),
        Line.of(lines, Line.Tail.class),
        Line.of(lines, Line.Failure.class));
  }

  List<Line.Load> loads(String model, Entry entry, int concurrency) {
    return loads.stream()
        .filter(load -> load.model().equals(model) && load.concurrency() == concurrency)
        .filter(load -> new Entry(load.server(), load.protocol()).equals(entry))
        .toList();
  }

  List<Line.Pair> pairs(String model, String server) {
    return pairs.stream()
        .filter(pair -> pair.model().equals(model) && pair.server().equals(server))
        .toList();
  }

  /** What was loaded with this model, of one kind of server, in the order of the lines. */
  List<Entry> entries(String model, String kind) {
    return loads.stream()
        .filter(load -> load.model().equals(model) && kind.equals(kind(load.server())))
        .map(load -> new Entry(load.server(), load.protocol()))
        .distinct()
        .toList();
  }

  List<Integer> concurrencies(String model) {
    return loads.stream()
        .filter(load -> load.model().equals(model))
        .map(Line.Load::concurrency)
        .distinct()
        .sorted()
        .toList();
  }

  /** The models that were loaded, in the order of the lines. */
  List<String> models() {
    return loads.stream().map(Line.Load::model).distinct().toList();
  }

  String kind(String server) {
    Line.Product product = run.servers().get(server);
    return product == null ? "" : product.kind();
  }

  String title(String server) {
    Line.Product product = run.servers().get(server);
    return switch (server) {
      case "inprocess_java" -> "ONNX Runtime alone, Java API";
      case "inprocess_python" -> "ONNX Runtime alone, Python API";
      default -> product == null ? server : product.title();
    };
  }

  /** The one of a kind with most answers per CPU second, by its median. */
  Optional<Entry> best(String model, String kind, int concurrency) {
    return best(entries(model, kind), model, concurrency);
  }

  /** The same of one protocol. */
  Optional<Entry> best(String model, String kind, int concurrency, String protocol) {
    return best(
        entries(model, kind).stream().filter(entry -> entry.protocol().equals(protocol)).toList(),
        model,
        concurrency);
  }

  private Optional<Entry> best(List<Entry> entries, String model, int concurrency) {
    return entries.stream()
        .filter(entry -> !loads(model, entry, concurrency).isEmpty())
        .max(
            Comparator.comparingDouble(entry ->
                median(loads(model, entry, concurrency).stream(), Line.Load::answersPerCpuSecond)));
  }

  /** CPU seconds of one run by round, of the program that needs least by its median. */
  Map<Integer, Double> cpuSecondsPerRun(String model) {
    Map<String, List<Line.InProcess>> programs =
        inProcess.stream()
            .filter(line -> line.model().equals(model))
            .collect(Collectors.groupingBy(Line.InProcess::server));
    return programs.values().stream()
        .min(
            Comparator.comparingDouble(
                lines -> median(lines.stream(), Line.InProcess::cpuSecondsPerRun)))
        .map(lines -> byRound(lines, Line.InProcess::round, Line.InProcess::cpuSecondsPerRun))
        .orElse(Map.of());
  }

  static Map<Integer, Double> byRound(List<Line.Load> loads, ToDoubleFunction<Line.Load> figure) {
    return byRound(loads, Line.Load::round, figure);
  }

  static <T> Map<Integer, Double> byRound(
      List<T> lines, Function<T, Integer> round, ToDoubleFunction<T> figure) {
    Map<Integer, Double> values = new HashMap<>();
    lines.forEach(line -> values.put(round.apply(line), figure.applyAsDouble(line)));
    return values;
  }

  /** Ratios of values of the same round; empty if no round has both. */
  static Optional<Spread> ratio(Map<Integer, Double> values, Map<Integer, Double> references) {
    double[] ratios =
        values.entrySet().stream()
            .filter(value -> references.containsKey(value.getKey()))
            .mapToDouble(value -> value.getValue() / references.getOrDefault(value.getKey(), 1.0))
            .toArray();
    return ratios.length == 0 ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  static <T> double median(Stream<T> lines, ToDoubleFunction<T> figure) {
    return Spread.of(lines.mapToDouble(figure).toArray()).median();
  }
}
