// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.logs.LogFile;
import io.slipway.controlplane.agent.volume.VolumePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts containers as processes of the operating system, and finds them again. */
public final class ProcessContainers {
  private static final String IDENTITY = "keeper";

  private ProcessContainers() {}

  /**
   * Starts a process; blocks until it is on its way.
   *
   * @param output gets what it prints
   * @param listener hears its end
   */
  public static ProcessContainer start(Launch launch, LogFile output, ContainerListener listener)
      throws ContainerCreationException {
    String sh = Tools.required("sh");
    checkProgram(launch);
    checkWorkingDirectory(launch);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tools.required("setsid"), sh, "-c", LaunchScript.KEEPER, "slipway"));
    command.addAll(List.of(launch.directory().toString(), Tools.required("mkfifo")));
    command.addAll(List.of(Tools.required("cat"), input(launch)));
    command.addAll(place(launch));
    command.addAll(List.of(sh, launch.directory().resolve(LaunchScript.SCRIPT).toString()));
    try {
      prepare(launch);
      return begin(launch, keeper(launch, command), output, listener);
    } catch (IOException e) {
      throw new ContainerCreationException(
          "the process of %s cannot be started: %s".formatted(launch.command(), e.getMessage()), e);
    }
  }

  /** The keeper waits for a word, and would go on to wait. */
  private static ProcessContainer begin(
      Launch launch, Process keeper, LogFile output, ContainerListener listener)
      throws IOException, ContainerCreationException {
    boolean begun = false;
    try {
      awaitReady(launch, keeper);
      OutputPump pump = OutputPump.start(launch.directory(), output);
      try {
        go(keeper);
        begun = true;
      } finally {
        if (!begun) {
          pump.writeEnd();
        }
      }
      return ProcessContainer.started(launch, keeper, pump, listener);
    } finally {
      if (!begun) {
        keeper.destroyForcibly();
      }
    }
  }

  /** Said when the stream is closed: until then the word may wait in it. */
  private static void go(Process keeper) throws IOException {
    try (OutputStream go = keeper.getOutputStream()) {
      go.write('\n');
    }
  }

  private static String input(Launch launch) {
    if (!launch.console().stdin()) {
      return "none";
    }
    return launch.console().once() ? "once" : "open";
  }

  /** How the launch comes into its namespaces. */
  private static List<String> place(Launch launch) throws ContainerCreationException {
    List<String> place = new ArrayList<>();
    if (launch.network().isPresent()) {
      place.addAll(List.of(Tools.required("nsenter"), "--net=" + launch.network().get()));
    }
    if (!launch.mounts().isEmpty()) {
      place.addAll(List.of(Tools.required("unshare"), "--mount", "--propagation", "private"));
    }
    return place;
  }

  private static void prepare(Launch launch) throws IOException, ContainerCreationException {
    Files.createDirectories(launch.directory());
    for (Mount mount : launch.mounts()) {
      mountPoint(mount, launch.around(mount));
    }
    String script =
        LaunchScript.of(launch, launch.mounts().isEmpty() ? "" : Tools.required("mount"));
    Path file = launch.directory().resolve(LaunchScript.SCRIPT);
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /**
   * A mount needs something that it covers. One that is seen inside another needs it there: what
   * the machine has at that path is covered.
   */
  private static void mountPoint(Mount mount, Optional<Mount> around)
      throws ContainerCreationException {
    Path path = Launch.target(mount);
    boolean directory = Files.isDirectory(mount.source());
    try {
      if (around.isPresent()) {
        Path volume = around.get().source();
        Path part = Launch.target(around.get()).relativize(path);
        if (directory) {
          VolumePath.directory(volume, part);
        } else {
          VolumePath.file(volume, part);
        }
      } else if (directory) {
        Files.createDirectories(path);
      } else if (!Files.exists(path)) {
        Files.createDirectories(path.getParent());
        Files.createFile(path);
      }
    } catch (IOException e) {
      throw new ContainerCreationException(
          "there is no place for the mount %s on this machine, and it cannot be made: %s"
              .formatted(path, e),
          e);
    }
  }

  private static Process keeper(Launch launch, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private static void awaitReady(Launch launch, Process keeper)
      throws IOException, ContainerCreationException {
    try (InputStream ready = keeper.getInputStream()) {
      if (ready.readNBytes(6).length < 6) {
        throw new ContainerCreationException(
            "the pipe for the output cannot be made in " + launch.directory());
      }
    }
    ProcessIdentity identity =
        ProcessIdentity.of(keeper.pid()).orElse(new ProcessIdentity(keeper.pid(), "ended"));
    Files.writeString(launch.directory().resolve(IDENTITY), identity.text());
  }

  /**
   * Takes over a process that an earlier process of the agent has started in {@code directory}.
   *
   * @return empty if it does not run any more; {@link #exitCode} may know how it ended
   */
  public static Optional<ProcessContainer> find(
      Launch launch, LogFile output, ContainerListener listener) throws IOException {
    Optional<ProcessIdentity> keeper = keeper(launch.directory());
    return keeper.isPresent() && keeper.get().lives()
        ? Optional.of(ProcessContainer.found(launch, keeper.get(), output, listener))
        : Optional.empty();
  }

  private static Optional<ProcessIdentity> keeper(Path directory) throws IOException {
    Path file = directory.resolve(IDENTITY);
    return Files.exists(file) ? ProcessIdentity.parse(Files.readString(file)) : Optional.empty();
  }

  /** Whether there was a process of the container, however it ended. */
  public static boolean hasRun(Path directory) {
    return Files.exists(directory.resolve(LaunchScript.PID));
  }

  /** The exit code that the keeper has written; empty if it could not. */
  public static Optional<Integer> exitCode(Path directory) throws IOException {
    Path file = directory.resolve(LaunchScript.EXIT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file).strip();
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Kills whatever still runs of a container that nobody knows any more. */
  public static void killAll(Path directory) throws IOException {
    Optional<ProcessIdentity> keeper = keeper(directory);
    if (keeper.isPresent() && keeper.get().lives()) {
      Signals.killSession(keeper.get().pid());
    }
  }

  private static void checkProgram(Launch launch) throws ContainerCreationException {
    String program = launch.command().getFirst();
    if (program.contains("/")) {
      Path path = launch.workingDirectory().resolve(program).normalize();
      Path outside = launch.outside(path);
      if (!Files.exists(outside)) {
        throw new ContainerCreationException(
            "exec: \"%s\": stat %s: no such file or directory".formatted(program, path));
      }
      if (!Files.isExecutable(outside) || Files.isDirectory(outside)) {
        throw new ContainerCreationException(
            "exec: \"%s\": permission denied (expected: a program)".formatted(program));
      }
      return;
    }
    for (String directory : path(launch.environment())) {
      Path file = launch.outside(Path.of(directory).resolve(program));
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return;
      }
    }
    throw new ContainerCreationException(
        "exec: \"%s\": executable file not found in $PATH".formatted(program));
  }

  private static String[] path(Map<String, String> environment) {
    return environment.getOrDefault("PATH", "").split(":", -1);
  }

  private static void checkWorkingDirectory(Launch launch) throws ContainerCreationException {
    Path directory = launch.workingDirectory();
    if (!Files.isDirectory(launch.outside(directory))) {
      throw new ContainerCreationException(
          "workingDir %s is no directory on this machine".formatted(directory));
    }
  }
}
