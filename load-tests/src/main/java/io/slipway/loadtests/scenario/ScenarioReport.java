// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario found: the verdicts as a table, everything else as JSON beside it. For one
 * thread.
 */
final class ScenarioReport {
  private static final String HEAD =
      """
      | | figure | median (min-max) | target | met |
      |---|---|---|---|---|
      """;

  private final String name;
  private final String command;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Map<String, Object>> rounds = new ArrayList<>();
  private final StringBuilder more = new StringBuilder();

  ScenarioReport(String name, String command) {
    this.name = name;
    this.command = command;
  }

  void round(Map<String, Object> figures) {
    rounds.add(figures);
  }

  void verdict(Verdict verdict) {
    verdicts.add(verdict);
  }

  /** Markdown that follows the table. */
  void text(String markdown) {
    more.append(markdown);
  }

  boolean allMet() {
    return verdicts.stream().allMatch(Verdict::met);
  }

  String markdown(Machine machine) {
    StringBuilder table = new StringBuilder();
    table
        .append("<!-- made by ")
        .append(command)
        .append(" -->\n")
        .append(machine.sentence())
        .append("\n\n")
        .append(HEAD);
    verdicts.forEach(verdict -> table.append(verdict.row()));
    return more.isEmpty() ? table.toString() : table.append('\n').append(more).toString();
  }

  /** NAME.md and NAME.json. */
  void write(Path directory, Machine machine) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("command", command);
    document.put("machine", machine.document());
    document.put("verdicts", verdicts.stream().map(Verdict::document).toList());
    document.put("rounds", rounds);
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name + ".json"), Json.of(document));
    Files.writeString(directory.resolve(name + ".md"), markdown(machine));
  }
}
