// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.Environment;
import io.slipway.controlplane.agent.environment.PodFields;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.spec.VolumeMount;
import io.slipway.controlplane.agent.volume.MountException;
import io.slipway.controlplane.agent.volume.MountFaults;
import io.slipway.controlplane.agent.volume.SourceReference;
import io.slipway.controlplane.agent.volume.VolumePath;
import io.slipway.controlplane.agent.volume.Volumes;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The volumes of one Pod, and what its containers see of them. From its first container on, a
 * virtual thread has their files follow what they are made of. Thread-safe; may block.
 */
final class PodVolumes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PodVolumes.class);
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Path copies;
  private final Volumes volumes;
  private final Sources sources;
  private final SourceChanges changes;
  private final InstantSource clock;
  private final Consumer<PodEvent> events;
  private final Semaphore wanted = new Semaphore(0);

  /** Guarded by this. */
  private final MountFaults faults = new MountFaults();

  private volatile PodFields fields;
  private volatile boolean closed;

  /** Null until a container runs. */
  private volatile SourceChanges.@Nullable Subscription following;

  /**
   * @param directory of the Pod
   * @param sources of its namespace
   * @param events hears which volumes cannot be made, or not be made anew
   */
  PodVolumes(
      Path directory,
      Volumes volumes,
      PodFields fields,
      Sources sources,
      SourceChanges changes,
      Consumer<PodEvent> events,
      InstantSource clock) {
    this.copies = directory.resolve("volume-subpaths");
    this.volumes = volumes;
    this.fields = fields;
    this.sources = sources;
    this.changes = changes;
    this.events = events;
    this.clock = clock;
  }

  /** The Pod as its makers describe it now. */
  PodFields fields() {
    return fields;
  }

  /** Its labels or annotations have changed. */
  void changed(PodSpec pod) {
    PodFields before = fields;
    fields =
        new PodFields(
            pod, before.podIp(), before.hostIp(), before.cpuThousandths(), before.memoryBytes());
    wanted.release();
  }

  /**
   * Makes the volumes, or finds them made.
   *
   * @return where each is, by its name
   * @throws MountException if something is missing, which was told
   */
  Map<String, Path> make() throws MountException {
    SourceChanges.Subscription known = following;
    try {
      Map<String, Path> made = volumes.make(fields, known == null ? sources : known.over(sources));
      tell(Map.of());
      return made;
    } catch (MountException e) {
      tell(e.faults());
      throw e;
    }
  }

  /** As often as a kubelet does. */
  private synchronized void tell(Map<String, String> all) {
    PodIdentity pod = fields.spec().pod();
    for (String fault : faults.due(all, clock.instant())) {
      log.warn("Pod {}: {}", pod, fault);
      events.accept(PodEvent.of(pod, true, "FailedMount", fault));
    }
  }

  /**
   * What a container sees of the volumes. Parts of those whose files change are copied: other than
   * the whole, they stay as they are for as long as the container runs.
   *
   * @param made where the volumes are
   * @param run the how many-th of the container this is
   */
  List<Mount> mounts(
      Map<String, Path> made, ContainerSpec container, int run, Environment environment)
      throws ConfigurationException, IOException {
    Path own = copies.resolve(container.name());
    FileTree.delete(own); // of runs that are over
    List<Mount> mounts = new ArrayList<>();
    for (VolumeMount mount : container.mounts()) {
      Path volume = made.get(mount.volume());
      if (volume == null) {
        throw new ConfigurationException("there is no volume " + mount.volume());
      }
      String part =
          mount.subPathExpr().isEmpty() ? mount.subPath() : environment.expand(mount.subPathExpr());
      boolean content = Volumes.isContent(fields.spec(), mount.volume());
      Path source = volume;
      if (!part.isEmpty()) {
        Optional<Path> copy =
            content ? Optional.of(own.resolve(run + "-" + mounts.size())) : Optional.empty();
        source = part(container, mount, volume, part, copy);
      }
      mounts.add(new Mount(mount.mountPath(), source, mount.readOnly() || content));
    }
    return mounts;
  }

  private Path part(
      ContainerSpec container, VolumeMount mount, Path volume, String part, Optional<Path> copy)
      throws ConfigurationException {
    try {
      if (copy.isEmpty()) {
        return VolumePath.directory(volume, Path.of(part));
      }
      Path source = volume.resolve(part).normalize(); // no container has made what is there
      if (!source.startsWith(volume)) {
        throw new FileSystemException(part, null, "it leaves its volume");
      }
      volumes.copy(source, copy.get());
      return copy.get();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      throw new ConfigurationException(
          "failed to prepare subPath for volumeMount \"%s\" of container \"%s\": %s"
              .formatted(mount.volume(), container.name(), why));
    }
  }

  /** A container of it runs: from now on its files follow their sources. */
  synchronized void begin() {
    PodSpec pod = fields.spec();
    if (closed || following != null || !Volumes.change(pod)) {
      return;
    }
    SourceChanges.Subscription subscription =
        changes.follow(pod.pod().namespace(), SourceReference.of(pod), wanted::release);
    following = subscription;
    wanted.release(); // for what has changed since the files were made
    Thread.ofVirtual().name("volumes-" + pod.pod()).start(() -> run(subscription));
  }

  private void run(SourceChanges.Subscription subscription) {
    boolean failed = false;
    try {
      while (!closed) {
        await(failed);
        wanted.drainPermits();
        failed = !refresh(subscription);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until something has changed, a token is to be renewed, or what was missing may be there. */
  private void await(boolean failed) throws InterruptedException {
    Optional<Instant> due = volumes.due();
    if (due.isEmpty() && !failed) {
      wanted.acquire();
      return;
    }
    Duration wait = RETRY;
    if (!failed && due.isPresent()) {
      Duration left = Duration.between(clock.instant(), due.get());
      wait = left.compareTo(RETRY) < 0 ? RETRY : left;
    }
    wanted.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether all was done that can be done. */
  private synchronized boolean refresh(SourceChanges.Subscription subscription) {
    Optional<Sources> known = closed ? Optional.empty() : subscription.known(sources);
    if (known.isEmpty()) {
      return true; // gone, or it will be told
    }
    PodSpec pod = fields.spec();
    try {
      Volumes.Refreshed refreshed = volumes.refresh(fields, known.get());
      if (refreshed.changed()) {
        log.debug("files in volumes of Pod {} have changed", pod.pod());
      }
      tell(refreshed.faults());
      return refreshed.faults().isEmpty();
    } catch (IOException | RuntimeException e) {
      log.warn("files in volumes of Pod {} are not as they should be yet", pod.pod(), e);
      return false;
    }
  }

  /** Nobody reads them any more; the files stay. */
  @Override
  public synchronized void close() {
    closed = true;
    SourceChanges.Subscription known = following;
    if (known != null) {
      known.close();
      wanted.release();
    }
  }
}
