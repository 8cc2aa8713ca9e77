// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a scenario runs and how long.
 *
 * @param name of the scenario
 * @param root the project's folder
 * @param work a folder for models and logs
 */
record Setup(String name, Path root, String serverCore, Path work, Options options) {
  private static final Set<String> SWITCHES = Set.of("quick", "docs");

  /** What a scenario does. */
  interface Scenario {
    void play(Setup setup, ScenarioReport report) throws IOException;
  }

  /**
   * Plays a scenario: {@code ROOT SERVER_CORE OPTION...}. Prints the table and writes it, with all
   * figures, to {@code load-tests/target/results}; with {@code --docs} to {@code docs/performance},
   * too. The exit status is 1 if a target is missed.
   */
  static void main(String name, String[] arguments, Set<String> names, Scenario scenario)
      throws IOException {
    List<String> given = List.of(arguments).subList(2, arguments.length);
    Options options;
    try {
      options = Options.parse(given, SWITCHES, union(names));
    } catch (IllegalArgumentException e) {
      System.err.println(name + ": " + e.getMessage());
      System.exit(2);
      return;
    }
    Path root = Path.of(arguments[0]);
    Setup setup =
        new Setup(name, root, arguments[1], Files.createTempDirectory("slipway-" + name), options);
    Machine machine = Machine.here();
    ScenarioReport report = new ScenarioReport(name, String.join(" ", command(name, given)));
    scenario.play(setup, report);
    report.write(root.resolve("load-tests/target/results"), machine);
    if (options.has("docs")) {
      report.write(root.resolve("docs/performance"), machine);
    }
    System.out.print(report.markdown(machine));
    System.exit(report.allMet() ? 0 : 1);
  }

  boolean quick() {
    return options.has("quick");
  }

  int rounds(int otherwise) {
    return options.integer("rounds", quick() ? 1 : otherwise);
  }

  Duration seconds(String option, double normal, double quick) {
    return Duration.ofMillis((long) (1000 * options.number(option, quick() ? quick : normal)));
  }

  Path log(String what) {
    return work.resolve(what + ".log");
  }

  void progress(String text) {
    System.err.printf("%s: %s%n", name, text);
  }

  private static Set<String> union(Set<String> names) {
    return Set.copyOf(Stream.concat(names.stream(), Stream.of("rounds")).toList());
  }

  private static List<String> command(String name, List<String> given) {
    List<String> command = new ArrayList<>(List.of("load-tests/" + name));
    given.stream().filter(argument -> !argument.equals("--docs")).forEach(command::add);
    return command;
  }
}
