// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container runtime as a program: says its command lines and reads what it answers. Thread-safe;
 * blocks.
 *
 * @param environment of the program: where it finds its own configuration and its daemon
 */
record RuntimeProgram(CommandLines lines, Map<String, String> environment) {
  private static final Logger log = LoggerFactory.getLogger(RuntimeProgram.class);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration FOR_GOOD = Duration.ofDays(1);
  private static final int MAX_BYTES = 4 << 20;

  RuntimeProgram {
    environment = Map.copyOf(environment);
  }

  /** What a command has said. */
  record Answer(int exitCode, String output, String errors) {
    boolean isGood() {
      return exitCode == 0;
    }

    /** What went wrong, in one line, without what else was said meanwhile. */
    String fault() {
      String last = "exit code " + exitCode;
      for (String line : errors.lines().toList()) {
        String text = line.strip();
        if (text.startsWith("Error")) {
          return text.replaceFirst("^Error( response from daemon)?: ", "");
        }
        last = text.isEmpty() ? last : text;
      }
      return last;
    }
  }

  Answer info() throws IOException {
    return run(lines.info(), LIMIT, _ -> {});
  }

  /** Empty if it is not there. */
  Optional<ImageInfo> image(String name) throws IOException {
    Answer answer = run(lines.inspectImage(name), LIMIT, _ -> {});
    return answer.isGood() ? Optional.of(ImageInfo.read(only(answer))) : Optional.empty();
  }

  /**
   * @param started hears of the process, to end it when the image is not wanted any more
   */
  Answer pull(String name, Optional<Path> credentials, Consumer<Process> started)
      throws IOException {
    return run(lines.pull(name, credentials), FOR_GOOD, started);
  }

  void create(ContainerRequest request) throws IOException, ContainerCreationException {
    ProcessBuilder builder = builder(lines.create(request));
    builder.environment().putAll(ClientVariables.hidden(request.environment()));
    Answer answer = run(builder, LIMIT, _ -> {});
    if (!answer.isGood()) {
      throw new ContainerCreationException(
          "%s cannot make the container: %s".formatted(lines.kind().program(), answer.fault()));
    }
  }

  /** Whether there was something that could be told. */
  boolean kill(String name, String signal) throws IOException {
    return run(lines.kill(name, signal), LIMIT, _ -> {}).isGood();
  }

  /** Empty if there is no such container. */
  Optional<Fields> state(String name) throws IOException {
    Answer answer = run(lines.state(name), LIMIT, _ -> {});
    return answer.isGood() ? Optional.of(json(answer)) : Optional.empty();
  }

  /** Ends it, too; nothing happens if it is not there. */
  void remove(String name) throws IOException {
    run(lines.kill(name, "KILL"), LIMIT, _ -> {}); // else it is asked to end, and waited for
    Answer answer = run(lines.remove(name), LIMIT, _ -> {});
    if (!answer.isGood() && state(name).isPresent()) {
      log.warn("the container {} cannot be removed: {}", name, answer.fault());
    }
  }

  private static Fields only(Answer answer) throws IOException {
    String wrapped = "{\"all\":" + answer.output() + "}";
    return Fields.of(Json.object(wrapped.getBytes(StandardCharsets.UTF_8))).list("all").getFirst();
  }

  private static Fields json(Answer answer) throws IOException {
    return Fields.of(Json.object(answer.output().strip().getBytes(StandardCharsets.UTF_8)));
  }

  /** A command, with the environment of this runtime. */
  ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  private Answer run(List<String> words, Duration limit, Consumer<Process> started)
      throws IOException {
    return run(builder(words), limit, started);
  }

  private static Answer run(ProcessBuilder builder, Duration limit, Consumer<Process> started)
      throws IOException {
    List<String> words = builder.command();
    Process process =
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
    started.accept(process);
    CompletableFuture<String> output = text(process.getInputStream());
    CompletableFuture<String> errors = text(process.getErrorStream());
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s did not end within %d s".formatted(words.subList(0, 2), limit.toSeconds()));
      }
      return new Answer(process.exitValue(), soon(output), soon(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException(words.getFirst());
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      process.destroyForcibly();
    }
  }

  /** What a program has left behind may hold its output open. */
  private static String soon(CompletableFuture<String> text) {
    return text.completeOnTimeout("", 10, TimeUnit.SECONDS).join();
  }

  /** All of it is read, or the program would wait; not all is kept. */
  private static CompletableFuture<String> text(InputStream in) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("output-of-runtime")
        .start(() -> {
          try (in) {
            String kept = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            in.transferTo(OutputStream.nullOutputStream());
            text.complete(kept);
          } catch (IOException e) {
            log.debug("the output of a container runtime breaks off", e);
            text.complete("");
          }
        });
    return text;
  }
}
