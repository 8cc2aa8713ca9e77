// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code slipway} as a process of its own, on this test's class path and without the launcher.
 * Closing it kills it if it still runs. Every failure shows what it printed.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** One for all tests: the native library is unpacked into it once. */
  private static final Path DATA = Path.of("target", "it-data").toAbsolutePath();

  private final Process process;
  private final Path stderr;
  private final List<String> printed = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private ServerProcess(Process process, Path stderr) {
    this.process = process;
    this.stderr = stderr;
  }

  /** Starts it, on ports that are free unless the arguments say which, and waits for nothing. */
  public static ServerProcess start(String... arguments) throws IOException {
    return start(System.getProperty("java.class.path"), Map.of(), List.of(arguments));
  }

  /** As {@link #start(String...)}, in another folder. */
  public static ServerProcess startIn(Path folder, List<String> arguments) throws IOException {
    return start(folder, System.getProperty("java.class.path"), Map.of(), arguments);
  }

  /** As {@link #start(String...)}, with another class path and more in its environment. */
  public static ServerProcess start(
      String classPath, Map<String, String> environment, List<String> arguments)
      throws IOException {
    return start(Path.of(""), classPath, environment, arguments);
  }

  private static ServerProcess start(
      Path folder, String classPath, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (interruptsAreIgnored()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, "io.slipway.cli.Main"));
    command.addAll(arguments);
    option("--http-port", "0", arguments, command);
    option("--grpc-port", "0", arguments, command);
    if (arguments.contains("up")) {
      option("--api-port", "0", arguments, command);
      option("--container-runtime", "none", arguments, command); // what it fetches is elsewhere
      option("--data", ownData().toString(), arguments, command);
    } else {
      option("--data", DATA.toString(), arguments, command);
    }
    Path stderr = Files.createTempFile("slipway", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(stderr.toFile());
    builder.environment().putAll(environment);
    ServerProcess server = new ServerProcess(builder.start(), stderr);
    Thread.ofVirtual().name("stdout of slipway").start(server::readStdout);
    return server;
  }

  /** For a process that keeps objects: they are its own, what is cached is shared. */
  private static Path ownData() throws IOException {
    Path cache = Files.createDirectories(DATA.resolve("cache"));
    Path data = Files.createTempDirectory(DATA, "up-");
    Files.createSymbolicLink(data.resolve("cache"), cache);
    return data;
  }

  private static void option(
      String name, String value, List<String> arguments, List<String> command) {
    if (!arguments.contains(name)) {
      command.addAll(List.of(name, value));
    }
  }

  /**
   * A shell starts what it runs in the background so, and children inherit it; a JVM then leaves
   * the signal alone.
   */
  private static boolean interruptsAreIgnored() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .substring("SigIgn:".length())
            .strip();
    return (Long.parseUnsignedLong(ignored, 16) & 0b10) != 0;
  }

  /** Returns when it has printed {@code ready}; fails if it ends before that. */
  public ServerProcess awaitReady() throws InterruptedException {
    try {
      ready.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return this;
    } catch (ExecutionException | TimeoutException e) {
      throw failure("is not ready: " + e);
    }
  }

  /** What it has printed on stdout, line by line. */
  public List<String> printed() {
    return List.copyOf(printed);
  }

  /** What it has logged. */
  public String stderr() {
    try {
      return Files.readString(stderr);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens for HTTP. */
  public URI http() {
    return URI.create(after("http: "));
  }

  /** What it printed behind a prefix. */
  public String after(String prefix) {
    return printed.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElseThrow(() -> failure("printed no line that starts with '" + prefix + "'"));
  }

  /**
   * @param signal without its prefix, such as TERM
   */
  public void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw failure("cannot be sent " + signal);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure("still runs after " + LIMIT);
    }
    return process.exitValue();
  }

  /** Ends it as a person or an orchestrator does, and returns its exit code. */
  public int stop() throws IOException, InterruptedException {
    signal("TERM");
    return awaitExit();
  }

  private void readStdout() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
        if (line.equals("ready")) {
          ready.complete(null);
        }
      }
      ready.completeExceptionally(new IOException("it closed its stdout"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  private AssertionError failure(String problem) {
    return new AssertionError(
        "slipway %s%n--- stdout%n%s%n--- stderr%n%s"
            .formatted(problem, String.join("\n", printed), stderr()));
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.delete(stderr);
  }
}
