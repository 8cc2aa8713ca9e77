// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Report RAW [DOCS]}: prints which targets are met; with DOCS also writes {@code
 * performance.md}'s part between its marks, {@code performance/*.svg} and {@code
 * performance/peers.json} there.
 */
public final class Report {
  private static final String SECTION = "load-tests/peers";

  /** As the lines are written: names with underscores, fields that only people read. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Report() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 2) {
      throw new IllegalArgumentException("expected: RAW [DOCS]");
    }
    Measurements measurements = Measurements.of(read(Path.of(args[0])));
    List<Target> targets = Targets.of(measurements);
    for (Target target : targets) {
      Spread measured = target.measured();
      System.out.printf(
          "%-12s %-90s %-45s %s %s%n",
          target.verdict().text().replace("*", ""),
          target.what(),
          target.wanted(),
          measured == null ? "-" : measured,
          target.note());
    }
    if (args.length == 2) {
      write(Path.of(args[1]), measurements, targets);
    }
  }

  static List<Line> read(Path raw) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String line : Files.readAllLines(raw)) {
      lines.add(JSON.readValue(line, Line.class));
    }
    return lines;
  }

  private static void write(Path docs, Measurements measurements, List<Target> targets)
      throws IOException {
    Path directory = Files.createDirectories(docs.resolve("performance"));
    Map<String, List<String>> charts = new LinkedHashMap<>();
    for (String model : measurements.models()) {
      chart(charts, directory, model, model + ".svg", Charts.throughput(measurements, model));
    }
    chart(charts, directory, "", "iris-floor.svg", Charts.floor(targets));
    Path page = docs.resolve("performance.md");
    Files.writeString(
        page,
        Section.replace(Files.readString(page), SECTION, Tables.of(measurements, targets, charts)));
    Files.writeString(directory.resolve("peers.json"), json(measurements, targets));
  }

  private static void chart(
      Map<String, List<String>> charts,
      Path directory,
      String model,
      String file,
      Optional<BarChart> chart)
      throws IOException {
    if (chart.isPresent()) {
      Files.writeString(directory.resolve(file), chart.get().svg());
      charts.computeIfAbsent(model, _ -> new ArrayList<>()).add(file);
    }
  }

  /** All that was measured, with the targets in front; a line for each figure. */
  static String json(Measurements measurements, List<Target> targets) throws IOException {
    Map<String, List<?>> lists = new LinkedHashMap<>();
    lists.put("targets", targets);
    lists.put("loads", measurements.loads());
    lists.put("servers", measurements.servers());
    lists.put("in_process", measurements.inProcess());
    lists.put("pairs", measurements.pairs());
    lists.put("tails", measurements.tails());
    lists.put("failures", measurements.failures());
    StringBuilder json =
        new StringBuilder("{\"run\": ").append(JSON.writeValueAsString(measurements.run()));
    for (Map.Entry<String, List<?>> list : lists.entrySet()) {
      json.append(",\n\"").append(list.getKey()).append("\": [");
      String separator = "\n";
      for (Object element : list.getValue()) {
        json.append(separator).append(JSON.writeValueAsString(element));
        separator = ",\n";
      }
      json.append(']');
    }
    return json.append("}\n").toString();
  }
}
