// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Python virtual environment with the clients of {@code requirements.txt}.
 *
 * <p>It lives in the user's cache under a name made of the requirements and the interpreter's
 * version, so that it is built once. Builds at the same time wait for each other at a file lock; a
 * build that was cut off leaves no marker and is done again.
 */
final class PythonEnvironment {
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(15);
  private static final Duration SCRIPT_LIMIT = Duration.ofMinutes(5);
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
    Interpreter interpreter = findInterpreter();
    Path requirements = Checkout.python().resolve("requirements.txt");
    Path alone = Checkout.python().resolve("requirements-alone.txt");
    Path cache = cacheHome().resolve("slipway");
    Files.createDirectories(cache);
    String name =
        "test-venv-"
            + digest(
                Files.readString(requirements) + Files.readString(alone) + interpreter.version());
    Path folder = cache.resolve(name);
    try (FileChannel lockFile =
            FileChannel.open(
                cache.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = lockFile.lock()) {
      if (!Files.exists(marker(folder))) {
        build(interpreter, folder);
        install(folder, "--requirement", requirements.toString());
        install(folder, "--no-deps", "--requirement", alone.toString());
        Files.createFile(marker(folder));
      }
    }
    return new PythonEnvironment(folder);
  }

  /** A script of {@code src/test/python} with its arguments, ready to run. */
  Command script(String script, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(folder.resolve("bin/python").toString());
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
    List<String> line =
        new ArrayList<>(
            List.of(
                folder.resolve("bin/python").toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input"));
    line.addAll(List.of(what));
    Command.of(line.toArray(String[]::new)).within(INSTALL_LIMIT).output();
  }

  private static Path marker(Path folder) {
    return folder.resolve("complete");
  }

  private static Interpreter findInterpreter() throws IOException, InterruptedException {
    List<String> refused = new ArrayList<>();
    for (String program : INTERPRETERS) {
      Optional<Path> found = onPath(program);
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

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path cacheHome() {
    String configured = System.getenv("XDG_CACHE_HOME");
    return configured == null || configured.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
  }

  private static String digest(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A Python on the PATH that can hold the requirements, e.g. {@code python3} and 3.11. */
  private record Interpreter(String program, String version) {}
}
