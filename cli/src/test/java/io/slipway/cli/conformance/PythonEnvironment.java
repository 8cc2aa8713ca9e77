// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Python virtual environment with the clients of {@code requirements.txt}.
 *
 * <p>It lives in the {@linkplain TestCache user's cache}, one for each version of the requirements
 * and of the interpreter.
 */
final class PythonEnvironment {
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(15);
  static final Duration SCRIPT_LIMIT = Duration.ofMinutes(5);
  private static final List<String> INTERPRETERS =
      List.of("python3", "python3.13", "python3.12", "python3.11");

  /** Fails, with the reason, on an interpreter that cannot hold the requirements. */
  private static final String PROBE =
      """
      import sys
      version = "%d.%d" % sys.version_info[:2]
      if not (3, 11) <= sys.version_info[:2] <= (3, 13):
          sys.exit("is Python " + version)
      try:
          import ensurepip, venv
      except ImportError as missing:
          sys.exit("lacks the module " + missing.name + " (Debian: apt-get install python3-venv)")
      print(version)
      """;

  private final Path folder;

  private PythonEnvironment(Path folder) {
    this.folder = folder;
  }

  /** The environment, built if this is the first use. */
  static PythonEnvironment open() throws IOException, InterruptedException {
    return open("requirements.txt", "requirements-alone.txt");
  }

  /** Another one, of the clients of the Kubernetes API. */
  static PythonEnvironment openKubernetes() throws IOException, InterruptedException {
    return open("requirements-kubernetes.txt", "");
  }

  /**
   * @param file with requirements
   * @param aloneFile of what is installed without what it depends on; empty for none
   */
  private static PythonEnvironment open(String file, String aloneFile)
      throws IOException, InterruptedException {
    Interpreter interpreter = findInterpreter();
    Path requirements = Checkout.python().resolve(file);
    Path alone = aloneFile.isEmpty() ? null : Checkout.python().resolve(aloneFile);
    String versions =
        Files.readString(requirements) + (alone == null ? "" : Files.readString(alone));
    Path folder =
        TestCache.folder(
            "test-venv",
            versions + interpreter.version(),
            made -> {
              build(interpreter, made);
              install(made, "--requirement", requirements.toString());
              if (alone != null) {
                install(made, "--no-deps", "--requirement", alone.toString());
              }
            });
    return new PythonEnvironment(folder);
  }

  /** Its interpreter. */
  Path program() {
    return folder.resolve("bin/python");
  }

  /** A script of {@code src/test/python} with its arguments, ready to run. */
  Command script(String script, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(program().toString());
    line.add(Checkout.python().resolve(script).toString());
    line.addAll(List.of(arguments));
    return new Command(line, Checkout.root(), Loopback.WITHOUT_PROXY, SCRIPT_LIMIT)
        .with("PYTHONDONTWRITEBYTECODE", "1");
  }

  private static void build(Interpreter interpreter, Path folder)
      throws IOException, InterruptedException {
    Command.of(interpreter.program(), "-m", "venv", "--clear", folder.toString()).output();
  }

  private static void install(Path folder, String... what)
      throws IOException, InterruptedException {
    pip(folder, "install", what).output();
  }

  /** A command of this environment's pip, for files that are fetched and not installed. */
  Command pip(String command, String... arguments) {
    return pip(folder, command, arguments);
  }

  private static Command pip(Path folder, String command, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(folder.resolve("bin/python").toString());
    line.addAll(List.of("-m", "pip", command));
    line.addAll(List.of("--quiet", "--disable-pip-version-check", "--no-input"));
    line.addAll(List.of(arguments));
    return Command.of(line.toArray(String[]::new)).within(INSTALL_LIMIT);
  }

  /** What a line of Python prints. */
  String print(String expression) throws IOException, InterruptedException {
    String line = "import os, platform; print(" + expression + ")";
    return Command.of(folder.resolve("bin/python").toString(), "-c", line).output().strip();
  }

  private static Interpreter findInterpreter() throws IOException, InterruptedException {
    List<String> refused = new ArrayList<>();
    for (String program : INTERPRETERS) {
      Optional<Path> found = OnPath.find(program);
      if (found.isPresent()) {
        Command.Result probe = Command.of(program, "-c", PROBE).run();
        if (probe.exitCode() == 0) {
          return new Interpreter(program, probe.stdout().strip());
        }
        refused.add(found.get() + " " + probe.stderr().strip());
      }
    }
    throw new AssertionError(
        "conformance tests need python3 of version 3.11 to 3.13 with venv on the PATH; "
            + (refused.isEmpty() ? "there is no python3" : String.join("; ", refused)));
  }

  /** A Python on the PATH that can hold the requirements, e.g. {@code python3} and 3.11. */
  private record Interpreter(String program, String version) {}
}
