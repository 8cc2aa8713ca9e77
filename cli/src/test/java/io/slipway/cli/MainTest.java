// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.command.Command;
import io.slipway.cli.command.Commands;
import io.slipway.cli.testing.Cli;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final int COLUMNS = 100;

  static Stream<String> everyCommand() {
    return Stream.concat(Commands.NAMES.stream(), Stream.of("train-aot"));
  }

  @Test
  void withoutACommandItPrintsTheOverviewAsAUsageError() {
    Cli.Result result = Cli.run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Usage: slipway COMMAND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help", "help"})
  void theOverviewNamesEveryCommandAndTheExitCodes(String help) {
    Cli.Result result = Cli.run(help);

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("Exit codes: 0 ok, 1 failed, 2 usage");
    assertThat(Commands.NAMES)
        .allSatisfy(name -> assertThat(result.out()).containsPattern("(?m)^  " + name + " +\\S"));
    assertFits(result.out());
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void helpOfACommandShowsItsUsageAndEveryOption(String name) {
    Command command = Objects.requireNonNull(Commands.of(name), name);

    Cli.Result result = Cli.run(name, "--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("Usage: slipway " + name + " ")
        .contains(command.operands(), command.summary(), "--debug", "--help");
    for (Option option : command.options().getOptions()) {
      assertThat(result.out()).contains("--" + option.getLongOpt(), firstWord(option));
    }
    assertFits(result.out());
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void helpWinsOverEverythingElseOnTheLine(String name) {
    assertThat(Cli.run(name, "--no-such-option", "-h"))
        .isEqualTo(Cli.run(name, "--help"))
        .extracting(Cli.Result::exitCode)
        .isEqualTo(0);
  }

  @Test
  void anUnknownCommandIsAUsageErrorThatNamesThoseThereAre() {
    Cli.Result result = Cli.run("frobnicate");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("slipway: there is no command 'frobnicate'")
        .contains(Commands.NAMES);
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void anUnknownOptionIsAUsageErrorThatNamesIt(String name) {
    Cli.Result result = Cli.run(name, "--frobnicate");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("slipway: unknown option --frobnicate")
        .contains("Try 'slipway " + name + " --help'.");
  }

  @Test
  void anOptionIsNotGuessedFromItsBeginning() {
    Cli.Result result = Cli.run("up", "--http", "1");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("unknown option --http");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http-port", "--grpc-port", "--host", "--data", "--filename"})
  void anOptionWithoutItsValueIsAUsageErrorThatNamesIt(String option) {
    Cli.Result result = Cli.run("up", option);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("slipway: ").contains(option + " needs a value");
  }

  @Test
  void anOptionWithALetterIsNamedByBoth() {
    assertThat(Cli.run("up", "-f").err())
        .contains("slipway: -f, --filename needs a value: FILE|DIR");
  }

  @Test
  void versionPrintsItselfAndTheJvm() {
    Cli.Result result = Cli.run("version");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .containsExactly(
            "slipway " + Version.current(),
            "java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")));
    assertThat(Version.current()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void anOperandThatACommandDoesNotTakeIsAUsageError() {
    Cli.Result result = Cli.run("version", "extra");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("'extra'");
  }

  @Test
  void aFailureShowsItsStackTraceOnlyWhenAskedTo() {
    String[] failing = {"up", "-f", "no-such-file.yaml"};
    String[] debugged = {"up", "-f", "no-such-file.yaml", "--debug"};

    assertThat(Cli.run(failing).err().lines())
        .containsExactly("slipway: file not found: no-such-file.yaml");
    assertThat(Cli.run(debugged).err())
        .startsWith("slipway: file not found: no-such-file.yaml")
        .contains("\tat io.slipway.cli.");
  }

  private static String firstWord(Option option) {
    return option.getDescription().split(" ", 2)[0];
  }

  private static void assertFits(String text) {
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
  }
}
