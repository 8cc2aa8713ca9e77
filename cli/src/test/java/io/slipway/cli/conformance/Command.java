// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that runs to its end within a limit.
 *
 * @param line the program and its arguments
 * @param folder where it runs
 * @param environment added to the environment of this process
 * @param limit after which it is killed, with its children, and the test fails
 */
record Command(List<String> line, Path folder, Map<String, String> environment, Duration limit) {

  Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  static Command of(String... line) {
    return new Command(List.of(line), Checkout.root(), Map.of(), Duration.ofMinutes(1));
  }

  Command in(Path other) {
    return new Command(line, other, environment, limit);
  }

  Command within(Duration other) {
    return new Command(line, folder, environment, other);
  }

  Command with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Command(line, folder, more, limit);
  }

  /** Runs it; the end may be a failure. */
  Result run() throws IOException, InterruptedException {
    Path stdout = Files.createTempFile("command", ".out");
    Path stderr = Files.createTempFile("command", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(stdout.toFile())
              .redirectError(stderr.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      var result =
          new Result(line, process.exitValue(), Files.readString(stdout), Files.readString(stderr));
      if (!ended) {
        throw new AssertionError(result.describe("still ran after " + limit));
      }
      return result;
    } finally {
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }

  /** Runs it and fails unless it ends with 0. Returns what it wrote to stdout. */
  String output() throws IOException, InterruptedException {
    Result result = run();
    if (result.exitCode() != 0) {
      throw new AssertionError(result.describe("ended with " + result.exitCode()));
    }
    return result.stdout();
  }

  /** How a command ended, with all it printed. */
  record Result(List<String> line, int exitCode, String stdout, String stderr) {

    String describe(String problem) {
      return "`%s` %s%n--- stdout%n%s%n--- stderr%n%s"
          .formatted(String.join(" ", line), problem, stdout, stderr);
    }
  }
}
