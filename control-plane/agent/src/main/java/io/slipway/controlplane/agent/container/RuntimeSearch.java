// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.MalformedObjectException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a container runtime that answers, when one is needed first; one that was found stays.
 * Thread-safe; blocks.
 */
final class RuntimeSearch {
  private static final Logger log = LoggerFactory.getLogger(RuntimeSearch.class);
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path MOST_PROCESSES = Path.of("/proc/sys/kernel/pid_max");

  private final RuntimeChoice choice;
  private final Map<String, String> environment;
  private final Optional<Path> controlGroups;
  private @Nullable RuntimeProgram found;

  /**
   * @param environment of this process
   * @param controlGroups where control groups are mounted
   */
  RuntimeSearch(
      RuntimeChoice choice, Map<String, String> environment, Optional<Path> controlGroups) {
    this.choice = choice;
    this.environment = environment;
    this.controlGroups = controlGroups;
  }

  /**
   * @param faults gets a sentence for each that was looked for
   */
  synchronized Optional<RuntimeProgram> find(List<String> faults) {
    for (RuntimeKind kind : RuntimeKind.of(choice)) {
      if (found != null) {
        break;
      }
      try {
        found = ask(kind, faults);
      } catch (IOException e) {
        faults.add("%s cannot be asked (%s)".formatted(kind.program(), e.getMessage()));
      }
    }
    return Optional.ofNullable(found);
  }

  private @Nullable RuntimeProgram ask(RuntimeKind kind, List<String> faults) throws IOException {
    Optional<Path> program = onPath(kind.program());
    if (program.isEmpty()) {
      faults.add(kind.program() + " is not installed");
      return null;
    }
    CommandLines plain = new CommandLines(kind, List.of(program.get().toString()), List.of());
    RuntimeProgram.Answer answer = new RuntimeProgram(plain, environment).info();
    if (!answer.isGood()) {
      faults.add("%s does not answer (%s)".formatted(kind.program(), answer.fault()));
      return null;
    }
    RuntimeProgram answers = new RuntimeProgram(settings(plain, answer), environment);
    log.info("containers of images are run by {}", answers.lines().program());
    return answers;
  }

  private CommandLines settings(CommandLines plain, RuntimeProgram.Answer answer)
      throws IOException {
    if (plain.kind() == RuntimeKind.DOCKER) {
      return plain;
    }
    Optional<PodmanHost> host = host(answer.output());
    List<String> program = new ArrayList<>(plain.program());
    host.ifPresent(each -> program.addAll(each.options()));
    List<String> limits = Files.exists(LIMITS) ? limits() : List.of(); // only Linux has them
    return new CommandLines(plain.kind(), program, limits);
  }

  private static List<String> limits() throws IOException {
    long processes = Long.parseLong(Files.readString(MOST_PROCESSES).strip());
    return ProcessLimits.options(Files.readString(LIMITS), processes);
  }

  private Optional<PodmanHost> host(String info) throws IOException {
    try {
      Fields host = Fields.of(Json.object(info.getBytes(StandardCharsets.UTF_8))).fields("host");
      boolean hybrid =
          controlGroups
              .filter(root -> Files.exists(root.resolve("unified/cgroup.procs")))
              .isPresent();
      return Optional.of(
          new PodmanHost(
              host.fields("ociRuntime").text("name"),
              host.text("cgroupManager"),
              host.fields("security").flag("rootless", false),
              hybrid,
              onPath("runc").isPresent()));
    } catch (MalformedObjectException e) {
      log.warn("podman tells of itself in words that are not understood: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Path> onPath(String program) {
    String directories =
        environment.getOrDefault("PATH", "") + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    for (String directory : directories.split(File.pathSeparator, -1)) {
      Path path = Path.of(directory, program);
      if (path.isAbsolute() && Files.isExecutable(path) && !Files.isDirectory(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
