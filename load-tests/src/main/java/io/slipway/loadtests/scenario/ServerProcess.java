// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.ProcessCpu;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Slipway that listens on free ports of the loopback, on one core. Closing it ends the process.
 */
final class ServerProcess implements AutoCloseable {
  private static final int START_SECONDS = 60;

  private final Process process;
  private final InetSocketAddress http;
  private final InetSocketAddress grpc;

  private ServerProcess(Process process, InetSocketAddress http, InetSocketAddress grpc) {
    this.process = process;
    this.http = http;
    this.grpc = grpc;
  }

  /**
   * Starts {@code slipway serve} and returns when it says that it is ready.
   *
   * @param log gets what the server writes about itself
   */
  static ServerProcess start(
      Setup setup, List<String> models, Map<String, String> environment, Path log)
      throws IOException {
    return start(setup, "serve", models, environment, log);
  }

  /**
   * Starts {@code slipway up} on a data directory, and returns when it says that it is ready: its
   * API listens, too.
   */
  static ServerProcess startPlatform(Setup setup, Path data) throws IOException {
    List<String> options = List.of("--data", data.toString(), "--api-port", "0");
    // else the process would be the launcher, which waits for the server
    Map<String, String> environment = Map.of("SLIPWAY_NO_RESTART", "1");
    return start(setup, "up", options, environment, setup.log("up"));
  }

  private static ServerProcess start(
      Setup setup, String what, List<String> arguments, Map<String, String> environment, Path log)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "taskset",
                "-c",
                setup.serverCore(),
                setup.root().resolve("slipway").toString(),
                what));
    command.addAll(arguments);
    command.addAll(List.of("--http-port", "0", "--grpc-port", "0"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("SLIPWAY_NO_BUILD", "1");
    Process process = builder.start();
    CompletableFuture<List<String>> ready = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> read(process, ready));
    try {
      List<String> lines = ready.get(START_SECONDS, TimeUnit.SECONDS);
      URI http = URI.create(value(lines, "http: "));
      URI grpc = URI.create("grpc://" + value(lines, "grpc: "));
      return new ServerProcess(process, address(http), address(grpc));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException(
          String.join(" ", command) + " did not start: " + Files.readString(log), e);
    }
  }

  InetSocketAddress http() {
    return http;
  }

  InetSocketAddress grpc() {
    return grpc;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  double cpuSeconds() {
    return ProcessCpu.seconds(process.pid());
  }

  /** Resident memory in bytes. */
  long residentBytes() throws IOException {
    String line =
        Files.readString(Path.of("/proc/" + process.pid() + "/status"))
            .lines()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** Goes on after the start, so that the server never waits for a reader. */
  private static void read(Process process, CompletableFuture<List<String>> ready) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (ready.isDone()) {
          continue;
        }
        lines.add(line);
        if (line.equals("ready")) {
          ready.complete(lines);
        }
      }
      ready.completeExceptionally(new IOException("the process ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  private static String value(List<String> lines, String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .findFirst()
        .orElseThrow()
        .substring(prefix.length());
  }

  private static InetSocketAddress address(URI uri) {
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }
}
