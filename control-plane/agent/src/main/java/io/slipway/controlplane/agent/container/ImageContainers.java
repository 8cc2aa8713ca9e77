// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.pod.ImageException;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.process.ControlGroup;
import io.slipway.controlplane.agent.process.Launch;
import io.slipway.controlplane.agent.process.ProcessContainers;
import io.slipway.controlplane.agent.process.StopSignal;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ContainerSpec.Console;
import io.slipway.controlplane.agent.spec.PodNames;
import io.slipway.controlplane.agent.spec.PodSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Containers of images, run by podman or docker, whichever there is: nothing is looked for before
 * the first of them. They outlive this process, and are found again. Thread-safe; blocks.
 */
public final class ImageContainers {
  private static final String MESSAGE = "termination-log";
  private static final int MAX_MESSAGE_BYTES = 4096;
  private static final Path RESOLVER = Path.of("/etc/resolv.conf");

  private final RuntimeSearch search;
  private final Images images;
  private final Map<String, String> environment;

  /**
   * @param environment of this process, for the programs of the runtime
   * @param controlGroups where control groups are mounted
   * @param events hears what becomes of images
   */
  public ImageContainers(
      RuntimeChoice choice,
      Map<String, String> environment,
      Optional<Path> controlGroups,
      Consumer<PodEvent> events,
      InstantSource clock) {
    this.search = new RuntimeSearch(choice, environment, controlGroups);
    this.images = new Images(events, clock);
    this.environment = environment;
  }

  /**
   * Starts one; fetches its image first, if that is to be done.
   *
   * @throws ImageException if there is no runtime, or no image
   */
  public AttachableContainer start(
      PodSpec pod, ContainerSpec container, ImageRun run, ContainerListener listener)
      throws ConfigurationException, ContainerCreationException, ImageException, IOException {
    if (!container.security().unsupported().isEmpty()) {
      throw new ConfigurationException(
          "not supported on this machine: "
              + String.join(", ", container.security().unsupported()));
    }
    RuntimeProgram program = runtime(container);
    ImageInfo image = images.ensure(program, pod, container, run.sources(), run.podDirectory());
    ContainerFile file =
        new ContainerFile(
            program.lines().kind(),
            program.lines().program(),
            "slipway-%s-%s-%d".formatted(pod.pod().uid(), container.name(), run.run()),
            image.name(),
            container.stopSignal().isEmpty() ? image.stopSignal() : container.stopSignal());
    file.write(run.directory());
    boolean started = false;
    try {
      program.create(request(pod, container, run, image, file));
      RuntimeContainer made = container(file, run.directory(), run, listener);
      made.start(launch(file, run.directory(), container.console()), run.output());
      started = true;
      return made;
    } finally {
      if (!started) {
        program.remove(file.name());
        ContainerFile.remove(run.directory());
      }
    }
  }

  private RuntimeProgram runtime(ContainerSpec container) throws ImageException {
    List<String> faults = new ArrayList<>();
    Optional<RuntimeProgram> found = search.find(faults);
    if (found.isPresent()) {
      return found.get();
    }
    String why =
        faults.isEmpty()
            ? "containers of other images are switched off here"
            : String.join(" and ", faults);
    String instead =
        container.command().isEmpty()
            ? "Give the container a `command` that this machine has, or install podman or docker"
            : "Install podman or docker, or take the annotation slipway.io/isolation away";
    throw new ImageException(
        ImageException.NEVER,
        "Container image \"%s\" cannot be run on this machine: it is none of Slipway's own, and %s. %s"
            .formatted(container.image(), why, instead));
  }

  private static ContainerRequest request(
      PodSpec pod, ContainerSpec container, ImageRun run, ImageInfo image, ContainerFile file)
      throws ConfigurationException, ContainerCreationException, IOException {
    List<Mount> mounts = new ArrayList<>();
    for (Mount mount : run.mounts()) { // a daemon may be elsewhere
      mounts.add(
          new Mount(mount.containerPath(), mount.source().toAbsolutePath(), mount.readOnly()));
    }
    Path message = Files.createFile(run.directory().resolve(MESSAGE));
    Files.setPosixFilePermissions(message, PosixFilePermissions.fromString("rw-rw-rw-"));
    mounts.add(new Mount(container.terminationMessagePath(), message.toAbsolutePath(), false));
    Optional<String> parent = run.group().flatMap(ControlGroup::parent);
    return new ContainerRequest(
        file.name(),
        Map.of(
            "io.kubernetes.pod.namespace", pod.pod().namespace(),
            "io.kubernetes.pod.name", pod.pod().name(),
            "io.kubernetes.pod.uid", pod.pod().uid(),
            "io.kubernetes.container.name", container.name()),
        image.id(),
        container,
        run.environment().command(),
        run.environment().args(),
        run.environment().variables(),
        mounts,
        hostname(pod),
        ContainerNames.of(pod.names(), run.address(), resolver(pod)),
        image.userOf(pod.pod(), container),
        file.kind() == RuntimeKind.PODMAN ? parent : Optional.empty());
  }

  private static Optional<String> hostname(PodSpec pod) throws ContainerCreationException {
    PodNames names = pod.names();
    if (pod.hostNetwork() && names.override().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> fault = names.fault();
    if (fault.isPresent()) {
      throw new ContainerCreationException(fault.get());
    }
    return Optional.of(names.ofHost());
  }

  /** What the machine's resolver is told, if that has to be known. */
  private static String resolver(PodSpec pod) throws IOException {
    boolean known = pod.names().hasResolver() && Files.isReadable(RESOLVER);
    return known ? Files.readString(RESOLVER) : "";
  }

  private RuntimeContainer container(
      ContainerFile file, Path directory, ImageRun run, ContainerListener listener) {
    return new RuntimeContainer(
        new RuntimeProgram(file.lines(), environment),
        file,
        directory,
        run.group(),
        run.lastLine(),
        listener);
  }

  private Launch launch(ContainerFile file, Path directory, Console console) {
    Map<String, String> own = new HashMap<>(environment);
    own.remove("SHELL"); // which would read the command line, on a terminal
    return new Launch(
        directory,
        file.lines().start(file.name(), console),
        own,
        directory, // podman leaves a file where it runs when memory has run out
        List.of(),
        Optional.empty(), // the runtime puts the container into its group
        Optional.empty(),
        console,
        StopSignal.DEFAULT);
  }

  /** Whether a run is that of such a container, and not all of it is removed yet. */
  public static boolean isOne(Path run) {
    return ContainerFile.isIn(run);
  }

  /** One that an earlier process has started; empty if it has ended, or is no such container. */
  public Optional<AttachableContainer> find(
      ContainerSpec container, ImageRun run, ContainerListener listener) throws IOException {
    Optional<ContainerFile> file = ContainerFile.read(run.directory());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    RuntimeContainer found = container(file.get(), run.directory(), run, listener);
    Launch launch = launch(file.get(), run.directory(), container.console());
    return found.find(launch, run.output()) ? Optional.of(found) : Optional.empty();
  }

  /** Removes what is left of a run that nobody follows. */
  public static void remove(Path run, Map<String, String> environment) throws IOException {
    Optional<ContainerFile> file = ContainerFile.read(run);
    if (file.isPresent()) {
      ProcessContainers.killAll(run);
      new RuntimeProgram(file.get().lines(), environment).remove(file.get().name());
      ContainerFile.remove(run);
    }
  }

  /** What a container has written for its status, or empty. */
  public static String message(Path run) throws IOException {
    Path file = run.resolve(MESSAGE);
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long skipped = Math.max(0, in.length() - MAX_MESSAGE_BYTES);
      byte[] bytes = new byte[(int) (in.length() - skipped)];
      in.seek(skipped);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** A start that is under way is not wanted any more. */
  public void abandon(PodSpec pod, ContainerSpec container) {
    images.abandon(pod, container);
  }

  /** A Pod is gone. */
  public void forget(PodSpec pod) {
    images.forget(pod);
  }
}
