// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.pod.ImageException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Sees to it that images are there, in a kubelet's order and words. Thread-safe; blocks. */
final class Images {
  private final Consumer<PodEvent> events;
  private final InstantSource clock;

  /** By Pod and image. */
  private final Map<String, PullPause> pauses = new ConcurrentHashMap<>();

  /** Fetches under way, by Pod and container. */
  private final Map<String, Process> pulls = new ConcurrentHashMap<>();

  /** Pods and containers whose images nobody waits for. */
  private final Set<String> abandoned = ConcurrentHashMap.newKeySet();

  Images(Consumer<PodEvent> events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * The image of a container, fetched first if its policy says so.
   *
   * @param sources of the Pod's namespace, for credentials
   * @param directory of the Pod
   * @throws ImageException if it is not there
   */
  ImageInfo ensure(
      RuntimeProgram runtime, PodSpec pod, ContainerSpec container, Sources sources, Path directory)
      throws ImageException, IOException {
    try {
      return find(runtime, pod, container, sources, directory);
    } finally {
      abandoned.remove(key(pod, container)); // another image may be wanted next
    }
  }

  private ImageInfo find(
      RuntimeProgram runtime, PodSpec pod, ContainerSpec container, Sources sources, Path directory)
      throws ImageException, IOException {
    String image = container.image();
    Optional<ImageReference> reference = ImageReference.parse(image);
    if (reference.isEmpty()) {
      String message =
          "Failed to apply default image tag \"%1$s\": couldn't parse image name \"%1$s\": invalid reference format"
              .formatted(image);
      tell(pod, container, true, "InspectFailed", message);
      throw new ImageException("InvalidImageName", message);
    }
    PullPolicy policy = PullPolicy.of(container.pullPolicy(), reference.get());
    Optional<ImageInfo> present =
        policy == PullPolicy.ALWAYS ? Optional.empty() : present(runtime, image, reference.get());
    if (policy.fetches(present.isPresent())) {
      return pull(runtime, pod, container, reference.get(), sources, directory);
    }
    if (present.isEmpty()) {
      String message =
          "Container image \"%s\" is not present with pull policy of Never".formatted(image);
      tell(pod, container, true, ImageException.NEVER, message);
      throw new ImageException(ImageException.NEVER, message);
    }
    String message = "Container image \"%s\" already present on machine".formatted(image);
    tell(pod, container, false, "Pulled", message);
    return present.get();
  }

  /** As it is written first: an image that was built here may have no registry in its name. */
  private static Optional<ImageInfo> present(
      RuntimeProgram runtime, String image, ImageReference reference) throws IOException {
    Optional<ImageInfo> written = runtime.image(image);
    return written.isPresent() ? written : runtime.image(reference.whole());
  }

  private ImageInfo pull(
      RuntimeProgram runtime,
      PodSpec pod,
      ContainerSpec container,
      ImageReference reference,
      Sources sources,
      Path directory)
      throws ImageException, IOException {
    String image = container.image();
    String key = pod.pod().uid() + " " + image;
    PullPause pause = pauses.get(key);
    if (pause != null && pause.lasts(clock.instant())) {
      String message = "Back-off pulling image \"%s\"".formatted(image);
      tell(pod, container, false, "BackOff", message);
      throw new ImageException("ImagePullBackOff", message + ": ErrImagePull: " + pause.fault());
    }
    tell(pod, container, false, "Pulling", "Pulling image \"%s\"".formatted(image));
    long began = System.nanoTime();
    RuntimeProgram.Answer answer = fetch(runtime, pod, container, reference, sources, directory);
    Optional<ImageInfo> fetched =
        answer.isGood() ? runtime.image(reference.whole()) : Optional.empty();
    if (fetched.isEmpty()) {
      String fault = answer.isGood() ? "it is not there after it was fetched" : answer.fault();
      throw notFetched(pod, container, key, fault);
    }
    pauses.remove(key);
    String took =
        String.format(
            Locale.ROOT, "%.3fs", Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3);
    String message =
        "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes."
            .formatted(image, took, took, fetched.get().bytes());
    tell(pod, container, false, "Pulled", message);
    return fetched.get();
  }

  private ImageException notFetched(
      PodSpec pod, ContainerSpec container, String key, String fault) {
    if (!abandoned.contains(key(pod, container))) {
      pauses.compute(
          key,
          (_, before) ->
              before == null
                  ? PullPause.first(clock.instant(), fault)
                  : before.next(clock.instant(), fault));
      String message = "Failed to pull image \"%s\": %s".formatted(container.image(), fault);
      tell(pod, container, true, "Failed", message);
    }
    return new ImageException("ErrImagePull", fault);
  }

  private RuntimeProgram.Answer fetch(
      RuntimeProgram runtime,
      PodSpec pod,
      ContainerSpec container,
      ImageReference reference,
      Sources sources,
      Path directory)
      throws IOException {
    PullSecrets secrets = secrets(pod, container, sources);
    String key = key(pod, container);
    Optional<Path> credentials =
        secrets.isEmpty() ? Optional.empty() : Optional.of(write(directory, secrets.text()));
    try {
      return runtime.pull(
          reference.whole(),
          credentials,
          process -> {
            pulls.put(key, process);
            if (abandoned.contains(key)) {
              process.destroy();
            }
          });
    } finally {
      pulls.remove(key);
      if (credentials.isPresent()) {
        Files.deleteIfExists(credentials.get().resolve("config.json"));
        Files.deleteIfExists(credentials.get());
      }
    }
  }

  private PullSecrets secrets(PodSpec pod, ContainerSpec container, Sources sources) {
    PullSecrets secrets = new PullSecrets();
    List<String> missing = new ArrayList<>();
    for (String name : pod.pullSecrets()) {
      Optional<Map<String, byte[]>> secret = sources.secret(name);
      if (secret.isEmpty() || !secrets.add(secret.get())) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      tell(
          pod,
          container,
          true,
          "FailedToRetrieveImagePullSecret",
          "Unable to retrieve some image pull secrets (%s); attempting to pull the image may not succeed."
              .formatted(String.join(", ", missing)));
    }
    return secrets;
  }

  /** Only this user may read it, and it is removed after the fetch. */
  private static Path write(Path directory, String text) throws IOException {
    Files.createDirectories(directory);
    var mine = PosixFilePermissions.fromString("rwx------");
    Path own =
        Files.createTempDirectory(directory, "pull-", PosixFilePermissions.asFileAttribute(mine));
    Path file =
        Files.createFile(
            own.resolve("config.json"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
    return own;
  }

  /** Nobody waits for the image of a container any more. */
  void abandon(PodSpec pod, ContainerSpec container) {
    String key = key(pod, container);
    abandoned.add(key);
    Process pull = pulls.get(key);
    if (pull != null) {
      pull.destroy();
    }
  }

  void forget(PodSpec pod) {
    pauses.keySet().removeIf(key -> key.startsWith(pod.pod().uid() + " "));
    abandoned.removeIf(key -> key.startsWith(pod.pod().uid() + "/"));
  }

  private static String key(PodSpec pod, ContainerSpec container) {
    return pod.pod().uid() + "/" + container.name();
  }

  private void tell(
      PodSpec pod, ContainerSpec container, boolean warning, String reason, String message) {
    events.accept(PodEvent.of(pod.pod(), container, warning, reason, message));
  }
}
