// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.storage.tree.FileTree;
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
import java.util.stream.Stream;

/**
 * A server started by the launcher, ready when a factory method returns.
 *
 * <p>It has a home and a data folder of its own, which go away with it. Closing sends SIGTERM and
 * fails unless the process ends by itself, in time, with exit code 0. Every failure shows what the
 * process printed.
 */
final class SlipwayProcess implements AutoCloseable {
  /** The launcher builds the jars on first use. */
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final List<String> command;
  private final Path home;
  private final Path stderr;
  private final Process process;
  private final List<String> printed = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private SlipwayProcess(List<String> command, Path folder, Path home) throws IOException {
    this.command = List.copyOf(command);
    this.home = home;
    this.stderr = home.resolve("stderr.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(stderr.toFile());
    builder.environment().putAll(environment(home));
    this.process = builder.start();
  }

  /** {@code slipway up} on free ports, with these files applied. */
  static SlipwayProcess up(Path... files) throws IOException, InterruptedException {
    return up(List.of(), files);
  }

  /** As above, with further options. */
  static SlipwayProcess up(List<String> options, Path... files)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("up", "--api-port", "0", "--container-runtime", "none"));
    arguments.addAll(options);
    for (Path file : files) {
      arguments.addAll(List.of("-f", file.toString()));
    }
    return onFreePorts(arguments);
  }

  /** {@code slipway serve} on free ports, with one model under this name. */
  static SlipwayProcess serve(String name, Path model) throws IOException, InterruptedException {
    return onFreePorts(List.of("serve", name + "=" + model));
  }

  /** {@code slipway serve} on free ports, with a repository that clients change, and options. */
  static SlipwayProcess serveRepository(Path repository, String... options)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "serve",
                "--model-repository",
                repository.toString(),
                "--model-control-mode",
                "explicit"));
    arguments.addAll(List.of(options));
    return onFreePorts(arguments);
  }

  /** A command line exactly as somebody types it, in a folder that holds the launcher. */
  static SlipwayProcess asTyped(Path folder, String commandLine)
      throws IOException, InterruptedException {
    // exec: the signal is for the launcher, not for the shell around it
    return start(List.of("bash", "-c", "exec " + commandLine), folder);
  }

  private static SlipwayProcess onFreePorts(List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Checkout.launcher().toString());
    command.addAll(arguments);
    command.addAll(List.of("--http-port", "0", "--grpc-port", "0"));
    // as many engine threads as the reference has: the order of additions may depend on it
    command.addAll(List.of("--threads", "1"));
    return start(command, Checkout.root());
  }

  private static SlipwayProcess start(List<String> command, Path folder)
      throws IOException, InterruptedException {
    var server = new SlipwayProcess(command, folder, Files.createTempDirectory("slipway-home"));
    Thread.ofVirtual().name("stdout of " + command.getFirst()).start(server::readStdout);
    server.awaitReady();
    return server;
  }

  /** Where it listens for HTTP, e.g. {@code http://127.0.0.1:40123}. */
  URI http() {
    return URI.create(printedAfter("http: "));
  }

  /** Where it listens for gRPC, as HOST:PORT. */
  String grpc() {
    return printedAfter("grpc: ");
  }

  /** What it has written for kubectl. */
  Path kubeconfig() {
    return home.resolve(".slipway").resolve("kubeconfig");
  }

  /** It, and what it has started and not ended. */
  List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** The address that it printed for a service of the default namespace. */
  URI service(String name) {
    return URI.create(printedAfter("service default/" + name + ": "));
  }

  /** What it has printed on stdout, line by line. */
  List<String> printed() {
    return List.copyOf(printed);
  }

  /** The launcher. */
  ProcessHandle launcher() {
    return process.toHandle();
  }

  @Override
  public void close() {
    try {
      if (!process.isAlive()) {
        throw failure("ended by itself with " + process.exitValue());
      }
      process.destroy();
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure("still ran " + STOP_LIMIT + " after SIGTERM");
      }
      if (process.exitValue() != 0) {
        throw failure("ended with " + process.exitValue() + " after SIGTERM (expected: 0)");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("the test was interrupted while the server stopped");
    } finally {
      discard();
    }
  }

  private static Map<String, String> environment(Path home) {
    Path mavenHome = Path.of(System.getProperty("user.home"), ".m2");
    return Map.of(
        "HOME", home.toString(),
        "SLIPWAY_HOME", home.resolve(".slipway").toString(),
        // With another HOME the launcher's own build would bring its Maven again, and miss a JDK
        // that was found there.
        "MAVEN_USER_HOME", System.getenv().getOrDefault("MAVEN_USER_HOME", mavenHome.toString()),
        "SLIPWAY_JAVA_HOME", System.getProperty("java.home"));
  }

  private void readStdout() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
        if (line.equals("ready")) {
          ready.complete(null);
        }
      }
      ready.completeExceptionally(new IOException("closed its stdout before it printed `ready`"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  private void awaitReady() throws InterruptedException {
    boolean isReady = false;
    try {
      ready.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      isReady = true;
    } catch (ExecutionException e) {
      throw failure(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw failure("did not print `ready` within " + START_LIMIT);
    } finally {
      if (!isReady) {
        discard();
      }
    }
  }

  private String printedAfter(String prefix) {
    return printed.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElseThrow(() -> failure("printed no line that starts with `" + prefix + "`"));
  }

  private AssertionError failure(String problem) {
    return new AssertionError(
        "`%s`: %s%n--- stdout%n%s%n--- stderr%n%s"
            .formatted(
                String.join(" ", command), problem, String.join("\n", printed), readStderr()));
  }

  private String readStderr() {
    try {
      return Files.readString(stderr);
    } catch (IOException e) {
      return "(not readable: " + e + ")";
    }
  }

  /** Ends what still runs, without asking, and deletes the home. */
  private void discard() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    try {
      FileTree.delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException("could not delete " + home, e);
    }
  }
}
