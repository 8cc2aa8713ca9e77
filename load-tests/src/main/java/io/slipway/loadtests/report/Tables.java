// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import io.slipway.loadtests.report.Measurements.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The measurements in Markdown: ratios, never times. Pure. */
final class Tables {
  private static final String NONE = "-";

  private final Measurements measurements;
  private final List<Target> targets;
  private final StringBuilder text = new StringBuilder();

  private Tables(Measurements measurements, List<Target> targets) {
    this.measurements = measurements;
    this.targets = targets;
  }

  /**
   * @param charts file names, by model; the key "" is for those of no single model
   */
  static String of(
      Measurements measurements, List<Target> targets, Map<String, List<String>> charts) {
    Tables tables = new Tables(measurements, targets);
    tables.circumstances();
    tables.targets();
    tables.images(charts.getOrDefault("", List.of()));
    for (String model : measurements.models()) {
      tables.line("### " + model + ": " + measurements.run().models().getOrDefault(model, ""), "");
      tables.images(charts.getOrDefault(model, List.of()));
      tables.throughput(model);
      tables.latency(model);
    }
    tables.servers();
    tables.absent();
    return tables.text.toString();
  }

  private void line(String... lines) {
    for (String line : lines) {
      text.append(line).append('\n');
    }
  }

  private void circumstances() {
    Line.Run run = measurements.run();
    line(
        "%s, profile `%s`, Slipway %s on JDK %s. %s, %d cores, %d GiB, Linux %s."
            .formatted(
                run.date(),
                run.profile(),
                run.slipway(),
                run.java(),
                run.machine().cpu(),
                run.machine().cores(),
                run.machine().memoryGib(),
                run.machine().kernel()),
        "",
        "Medians of %d rounds, with the least and the most; the machine's load was %s."
            .formatted(rounds(), loadAverage()),
        "");
    versions();
  }

  private long rounds() {
    return measurements.loads().stream().map(Line.Load::round).distinct().count();
  }

  private String loadAverage() {
    double[] averages = measurements.loads().stream().mapToDouble(Line.Load::loadAverage).toArray();
    return averages.length == 0 ? NONE : Spread.of(averages).toString();
  }

  private void versions() {
    Map<String, String> versions = new TreeMap<>();
    measurements.run().servers().values().forEach(product -> versions.putAll(product.versions()));
    String list =
        versions.entrySet().stream()
            .map(version -> version.getKey() + " " + version.getValue())
            .collect(Collectors.joining(", "));
    line("Versions: " + (list.isEmpty() ? NONE : list) + ".", "");
    line("All figures: [peers.json](performance/peers.json).", "");
  }

  private void targets() {
    line("### Targets", "", "| what | wanted | measured | | |", "|---|---|---|---|---|");
    for (Target target : targets) {
      Spread measured = target.measured();
      line(
          "| %s | %s | %s | %s | %s |"
              .formatted(
                  target.what(),
                  target.wanted(),
                  measured == null ? NONE : measured.toString(),
                  target.verdict().text(),
                  target.note()));
    }
    line("");
  }

  private void images(List<String> files) {
    for (String file : files) {
      line("![%s](performance/%s)".formatted(file.replace(".svg", "").replace('-', ' '), file), "");
    }
  }

  /** What a table has for a server over a protocol at a concurrency. */
  private interface Cell {
    String of(Entry entry, int concurrency);
  }

  /** Answers per CPU second; in each column the best peer is 1. */
  private void throughput(String model) {
    line("Answers per second of server CPU; the best peer of each column is 1.", "");
    table(
        model,
        (entry, concurrency) ->
            ratio(model, entry, concurrency, Line.Load::answersPerCpuSecond)
                .map(Spread::toString)
                .orElse(NONE));
    alone(model);
    line("");
  }

  private void table(String model, Cell cell) {
    List<Integer> columns = measurements.concurrencies(model);
    row("server", "protocol", columns.stream().map(concurrency -> "c=" + concurrency).toList());
    line("|---".repeat(2 + columns.size()) + "|");
    for (Entry entry : rows(model)) {
      row(
          measurements.title(entry.server()),
          entry.protocol(),
          columns.stream().map(concurrency -> cell.of(entry, concurrency)).toList());
    }
  }

  private void row(String first, String second, List<String> cells) {
    line("| %s | %s | %s |".formatted(first, second, String.join(" | ", cells)));
  }

  /** Slipway, the floor, then peers, each kind with its best first. */
  private List<Entry> rows(String model) {
    List<Entry> rows = new ArrayList<>();
    for (String kind : List.of("slipway", "floor", "peer")) {
      measurements.entries(model, kind).stream()
          .sorted(
              Comparator.comparingDouble(entry ->
                  -Measurements.median(
                      measurements.loads().stream()
                          .filter(load -> load.model().equals(model))
                          .filter(load -> new Entry(load.server(), load.protocol()).equals(entry)),
                      Line.Load::answersPerCpuSecond)))
          .forEach(rows::add);
    }
    return rows;
  }

  /** A figure beside that of the column's reference. */
  private Optional<Spread> ratio(
      String model, Entry entry, int concurrency, ToDoubleFunction<Line.Load> figure) {
    return besideReference(
        model,
        concurrency,
        Measurements.byRound(measurements.loads(model, entry, concurrency), figure),
        figure);
  }

  private Optional<Spread> besideReference(
      String model,
      int concurrency,
      Map<Integer, Double> values,
      ToDoubleFunction<Line.Load> figure) {
    return reference(model, concurrency)
        .flatMap(entry ->
            Measurements.ratio(
                values,
                Measurements.byRound(measurements.loads(model, entry, concurrency), figure)));
  }

  /** The best peer; without peers Slipway itself. */
  private Optional<Entry> reference(String model, int concurrency) {
    return measurements
        .best(model, "peer", concurrency)
        .or(() -> measurements.best(model, "slipway", concurrency));
  }

  /** ONNX Runtime alone knows no concurrency: the same figure beside each column's reference. */
  private void alone(String model) {
    Map<Integer, Double> runs = new TreeMap<>();
    measurements.cpuSecondsPerRun(model).forEach((round, cpu) -> runs.put(round, 1 / cpu));
    if (!runs.isEmpty()) {
      row(
          "ONNX Runtime alone, in process, batch 1",
          NONE,
          measurements.concurrencies(model).stream()
              .map(concurrency ->
                  besideReference(model, concurrency, runs, Line.Load::answersPerCpuSecond)
                      .map(Spread::toString)
                      .orElse(NONE))
              .toList());
    }
  }

  /** The 50th, 99th and 99.9th percentile as the client saw them, beside those of the best peer. */
  private void latency(String model) {
    line("Latency in closed load, p50 / p99 / p99.9; those of the same peer are 1 (medians).", "");
    List<ToDoubleFunction<Line.Load>> figures =
        List.of(
            load -> number(load.p50Ms()),
            load -> number(load.p99Ms()),
            load -> number(load.p999Ms()));
    table(
        model,
        (entry, concurrency) ->
            figures.stream()
                .map(figure ->
                    ratio(model, entry, concurrency, figure)
                        .map(Spread::median)
                        .filter(Double::isFinite)
                        .map(Spread::text)
                        .orElse(NONE))
                .collect(Collectors.joining(" / ")));
    line("");
  }

  private static double number(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  /** Start and memory with the tiny model, as multiples of Slipway's. */
  private void servers() {
    List<Line.Server> lines =
        measurements.servers().stream().filter(line -> line.model().equals("iris")).toList();
    if (lines.stream().noneMatch(line -> line.server().equals("slipway"))) {
      return;
    }
    line(
        "### Start and memory",
        "",
        "With iris; Slipway is 1. The part of a core that is used without any request is no ratio"
            + " to another server's.",
        "",
        "| server | start to ready, wall | start to ready, CPU | memory (PSS), idle | memory, after"
            + " the load | core used when idle |",
        "|---|---|---|---|---|---|");
    for (String server : lines.stream().map(Line.Server::server).distinct().sorted().toList()) {
      List<String> cells = new ArrayList<>();
      cells.add(measurements.title(server));
      for (ToDoubleFunction<Line.Server> figure :
          List.<ToDoubleFunction<Line.Server>>of(
              Line.Server::coldSeconds,
              Line.Server::coldCpuSeconds,
              Line.Server::idlePssMib,
              Line.Server::loadedPssMib)) {
        cells.add(Spread.text(median(lines, server, figure) / median(lines, "slipway", figure)));
      }
      cells.add(
          String.format(Locale.ROOT, "%.1f%%", 100 * median(lines, server, Line.Server::idleCpu)));
      line("| " + String.join(" | ", cells) + " |");
    }
    line("");
  }

  private static double median(
      List<Line.Server> lines, String server, ToDoubleFunction<Line.Server> figure) {
    return Measurements.median(lines.stream().filter(line -> line.server().equals(server)), figure);
  }

  private void absent() {
    line("### Not available here", "");
    new TreeMap<>(measurements.run().absent())
        .values()
        .forEach(absent -> line("- " + absent.title() + ": " + absent.reason()));
    measurements.failures().stream()
        .map(failure ->
            "- %s, %s%s: %s"
                .formatted(
                    measurements.title(failure.server()),
                    failure.model(),
                    failure.protocol() == null ? "" : ", " + failure.protocol(),
                    failure.reason().lines().findFirst().orElse("")))
        .distinct()
        .forEach(this::line);
  }
}
