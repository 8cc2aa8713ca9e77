// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.slipway.cli.command.Arguments;
import io.slipway.cli.command.Command;
import io.slipway.cli.command.Commands;
import io.slipway.cli.testing.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands, options, files and links that the documents name are there. */
class DocumentsTest {
  private static final Pattern USAGE =
      Pattern.compile("(?m)^# Usage: (\\S+)((?: \\S+)*?)(?: {2}.*)?$");

  static List<Document> documents() throws IOException {
    return Document.all();
  }

  /** Those in blocks, and those in a text that run something of this repository. */
  static List<DocumentedCommand> commands() throws IOException {
    List<DocumentedCommand> commands = new ArrayList<>();
    for (Document document : documents()) {
      document.blocks().forEach(commands::addAll);
      document.code().stream()
          .map(code -> DocumentedCommand.parse(document.file(), code))
          .filter(DocumentedCommand::isOurs)
          .forEach(commands::add);
    }
    return commands.stream().distinct().toList();
  }

  @Test
  void theCommandsAreFound() throws IOException {
    assertThat(commands())
        .extracting(command -> String.join(" ", command.words()))
        .contains(
            "./slipway up -f examples/iris/inferenceservice.yaml", // a block
            "./mvnw verify -Pconformance", // indented, with a comment
            "./slipway serve iris=examples/iris/model.onnx", // in a text
            "load-tests/startup 3",
            ".ci/run");
    assertThat(documents()).extracting(Document::toString).contains("README.md", "docs/metrics.md");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsThereAndTakesItsArguments(DocumentedCommand command) throws Exception {
    switch (command.program()) {
      case "./slipway" -> assertSlipwayTakes(command.arguments());
      case "slipway" -> assertSlipwayKnows(command.arguments());
      case "./mvnw" -> assertMavenTakes(command.arguments());
      case "curl" -> assertThat(command.words().getLast()).matches("http://localhost:808[01]/\\S+");
      default -> assertScriptTakes(Document.ROOT.resolve(command.program()), command.arguments());
    }
    for (String word : command.words()) {
      String path = word.replaceFirst("^@|^\\w+=", "");
      if (path.startsWith("examples/")) {
        assertThat(Document.ROOT.resolve(path)).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void anOptionThatATextNamesIsOneOfACommand(Document document) {
    Set<String> known = new HashSet<>();
    for (String name : commandNames()) {
      command(name).options().getOptions().forEach(option -> known.add("--" + option.getLongOpt()));
    }
    known.addAll(List.of("--help", "--debug"));
    if (document.file().endsWith("server-flags.md")) {
      return; // PeerFlagsTest holds its flags, which are those of others
    }
    assertThat(document.code())
        .filteredOn(code -> code.startsWith("--"))
        .allSatisfy(code -> assertThat(known).contains(code.split("[ =]", 2)[0]));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aFileThatATextNamesByItsPathIsThere(Document document) throws IOException {
    List<String> folders;
    try (Stream<Path> root = Files.list(Document.ROOT)) {
      folders =
          root.filter(Files::isDirectory)
              .filter(path -> !path.endsWith("target"))
              .map(path -> path.getFileName() + "/")
              .sorted()
              .toList();
    }
    assertThat(document.code())
        .filteredOn(code ->
            code.matches("[\\w./-]+")
                && !code.contains("target/") // made by the build
                && folders.stream().anyMatch(code::startsWith))
        .allSatisfy(code -> assertThat(Document.ROOT.resolve(code)).exists());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aLinkLeadsToAFile(Document document) {
    assertThat(document.links()).allSatisfy(target -> assertThat(target).exists());
  }

  @Test
  void thePackagesOfTheArchitectureAreThere() throws IOException {
    String text = Files.readString(Document.ROOT.resolve("ARCHITECTURE.md"));
    String table = text.substring(text.indexOf("## Packages"), text.indexOf("## The way of"));
    List<Path> sources;
    try (Stream<Path> folders =
        Files.find(Document.ROOT, 5, (path, _) -> path.endsWith("src/main/java"))) {
      sources = folders.map(path -> path.resolve("io/slipway")).toList();
    }
    Matcher row = Pattern.compile("(?m)^\\| (`.*?) \\|").matcher(table);
    List<String> missing = new ArrayList<>();
    int found = 0;
    while (row.find()) {
      for (String cell : row.group(1).split(", ", -1)) {
        String folder = cell.replace("`", "").replace('.', '/');
        if (sources.stream().noneMatch(source -> Files.isDirectory(source.resolve(folder)))) {
          missing.add(cell);
        }
        found++;
      }
    }
    assertThat(found).isGreaterThan(20);
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nine", "0", "-1", "1 2"})
  void theBenchmarkRefusesWhatIsNoNumberOfRounds(String arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("load-tests/startup"));
    line.addAll(List.of(arguments.split(" ", -1)));
    Process process = new ProcessBuilder(line).directory(Document.ROOT.toFile()).start();

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(process.errorReader().readLine()).contains("load-tests/startup [ROUNDS]");
  }

  private static void assertSlipwayTakes(List<String> arguments) {
    if (arguments.isEmpty()) {
      return; // its name alone
    }
    if (arguments.contains("--help")) {
      assertThat(Cli.run(arguments.toArray(String[]::new)).exitCode()).isZero();
      return;
    }
    Command command = command(arguments.getFirst());
    assertThatCode(() ->
            Arguments.parse(
                command,
                arguments.subList(1, arguments.size()),
                new PrintWriter(Writer.nullWriter())))
        .doesNotThrowAnyException();
  }

  /** A mention in a text, which need not be complete. */
  private static void assertSlipwayKnows(List<String> arguments) {
    if (arguments.isEmpty()) {
      return; // its name alone
    }
    Command command = command(arguments.getFirst());
    for (String argument : arguments.subList(1, arguments.size())) {
      if (argument.startsWith("-")) {
        assertThat(command.options().hasOption(argument)).as(argument).isTrue();
      }
    }
  }

  private static void assertMavenTakes(List<String> arguments) throws IOException {
    String pom = Files.readString(Document.ROOT.resolve("pom.xml"));
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("-P")) {
        assertThat(pom).contains("<id>" + argument.substring(2) + "</id>");
      } else if (argument.equals("-pl")) {
        assertThat(pom).contains("<module>" + arguments.get(++i) + "</module>");
      } else {
        assertThat(argument).isIn("-am", "verify", "spotless:apply");
      }
    }
  }

  /** As its line {@code # Usage: PATH REQUIRED [OPTIONAL]} says; without one it takes none. */
  private static void assertScriptTakes(Path script, List<String> arguments) throws IOException {
    assertThat(script).isExecutable();
    Matcher usage = USAGE.matcher(Files.readString(script));
    List<String> parameters =
        usage.find()
            ? Stream.of(usage.group(2).split(" ", -1)).filter(word -> !word.isEmpty()).toList()
            : List.of();
    long required = parameters.stream().filter(parameter -> !parameter.startsWith("[")).count();
    boolean more = !parameters.isEmpty() && parameters.getLast().equals("[OPTION...]");
    assertThat((long) arguments.size())
        .isBetween(required, more ? Long.MAX_VALUE : parameters.size());
  }

  private static List<String> commandNames() {
    List<String> names = new ArrayList<>(Commands.NAMES);
    names.add("train-aot");
    return names;
  }

  private static Command command(String name) {
    return Objects.requireNonNull(Commands.of(name), name);
  }
}
