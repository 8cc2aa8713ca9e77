// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.PodFields;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.client.Fields;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The volumes of one Pod. An {@code emptyDir} keeps what is in it until the Pod is gone. The files
 * of ConfigMaps, of Secrets, about the Pod itself and of tokens are written anew, all of a volume
 * at once, when their sources have changed; if a source that is not optional is not there any more,
 * they stay as they are. Thread-safe; may block.
 */
public final class Volumes {
  private static final Logger log = LoggerFactory.getLogger(Volumes.class);
  private static final String CLAIM = "persistentVolumeClaim";

  /** As a kubelet: containers may be of several users; others do not get as far as there. */
  private static final Set<PosixFilePermission> ANYBODYS =
      PosixFilePermissions.fromString("rwxrwxrwx");

  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private final Path directory;
  private final VolumePolicy policy;
  private final PodTokens tokens;
  private final InstantSource clock;

  /**
   * @param directory where they are made, for this Pod alone
   */
  public Volumes(
      Path directory, VolumePolicy policy, ServiceAccountTokens tokens, InstantSource clock) {
    this.directory = directory;
    this.policy = policy;
    this.tokens = new PodTokens(tokens);
    this.clock = clock;
  }

  /** Whether the files of a volume are the API's, which containers may only read. */
  public static boolean isContent(PodSpec pod, String volume) {
    for (ContentVolume each : ContentVolume.all(pod)) {
      if (each.name().equals(volume)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a Pod has volumes with files that may have to be written anew while it runs. */
  public static boolean change(PodSpec pod) {
    return !ContentVolume.all(pod).isEmpty();
  }

  /**
   * Makes them all, or finds them made.
   *
   * @return where each is, by name
   * @throws MountException if something that they refer to is not there, or not allowed
   */
  public synchronized Map<String, Path> make(PodFields pod, Sources sources) throws MountException {
    Map<String, Path> paths = new LinkedHashMap<>();
    Map<String, String> faults = new LinkedHashMap<>();
    for (Fields volume : pod.spec().volumes()) {
      String name = volume.text("name");
      try {
        paths.put(name, make(volume, pod, sources));
      } catch (ConfigurationException e) {
        String fault = String.valueOf(e.getMessage());
        faults.put(name, volume.has(CLAIM) ? notAttached(name, fault) : notSetUp(name, fault));
      } catch (IOException e) {
        faults.put(name, notSetUp(name, e.toString()));
      }
    }
    if (!faults.isEmpty()) {
      throw new MountException(faults);
    }
    return paths;
  }

  private static String notSetUp(String volume, String fault) {
    return "MountVolume.SetUp failed for volume \"%s\" : %s".formatted(volume, fault);
  }

  private static String notAttached(String volume, String fault) {
    return "Unable to attach or mount volumes: unmounted volumes=[%1$s], unattached volumes=[], failed to process volumes=[%1$s]: %2$s"
        .formatted(volume, fault);
  }

  /**
   * What came of a refresh.
   *
   * @param changed whether any file has changed
   * @param faults why files stay as they were, by the names of their volumes, in a kubelet's words
   */
  public record Refreshed(boolean changed, Map<String, String> faults) {
    public Refreshed {
      faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
    }
  }

  /** Makes the files that are the API's as their sources are now. */
  public synchronized Refreshed refresh(PodFields pod, Sources sources) throws IOException {
    boolean changed = false;
    Map<String, String> faults = new LinkedHashMap<>();
    for (ContentVolume volume : ContentVolume.all(pod.spec())) {
      try {
        changed |= write(volume, pod, sources);
      } catch (ConfigurationException e) {
        faults.put(volume.name(), notSetUp(volume.name(), String.valueOf(e.getMessage())));
      }
    }
    return new Refreshed(changed, faults);
  }

  /** When a token in them is to be asked for again; empty if there is none. */
  public synchronized Optional<Instant> due() {
    return tokens.due();
  }

  /**
   * Copies a part of a volume as it is now; an empty directory, if there is none.
   *
   * @param copy removed first, if it is there
   */
  public synchronized void copy(Path part, Path copy) throws IOException {
    FileTree.delete(copy);
    if (Files.exists(part)) {
      Files.createDirectories(copy.getParent());
      FileTree.copy(part, copy);
    } else {
      Files.createDirectories(copy);
    }
  }

  private boolean write(ContentVolume volume, PodFields pod, Sources sources)
      throws ConfigurationException, IOException {
    Instant now = clock.instant();
    Map<String, ContentFile> files = new Content(pod, sources, tokens, now).of(volume);
    return new ContentDirectory(directory.resolve(volume.name())).write(files, now);
  }

  private Path make(Fields volume, PodFields pod, Sources sources)
      throws ConfigurationException, IOException {
    if (volume.has(CLAIM)) {
      return claim(volume.fields(CLAIM).text("claimName"), pod, sources);
    }
    if (volume.has("hostPath")) {
      return hostPath(volume.fields("hostPath"));
    }
    Path own = directory.resolve(volume.text("name"));
    boolean fresh = !Files.exists(own);
    Files.createDirectories(own);
    Optional<ContentVolume> content = ContentVolume.of(volume);
    if (content.isPresent()) {
      makeContent(content.get(), pod, sources);
    } else if (volume.has("emptyDir")) {
      if (fresh) {
        Files.setPosixFilePermissions(own, ANYBODYS);
      }
    } else {
      throw new ConfigurationException(
          "volume %s is of a kind that is not supported here: %s (expected: emptyDir, configMap, secret, downwardAPI, projected, persistentVolumeClaim or hostPath)"
              .formatted(volume.text("name"), kinds(volume)));
    }
    return own;
  }

  private Path claim(String claim, PodFields pod, Sources sources)
      throws ConfigurationException, IOException {
    String namespace = pod.spec().pod().namespace();
    if (!sources.hasClaim(claim)) {
      throw new ConfigurationException(
          "error processing PVC %1$s/%2$s: failed to fetch PVC from API server: persistentvolumeclaims \"%2$s\" not found"
              .formatted(namespace, claim));
    }
    Path own = policy.claims().resolve(namespace).resolve(claim);
    if (!Files.exists(own)) {
      if (!Files.exists(policy.claims())) {
        // whose files may be anybody's below, so that others are not to get as far as there
        Files.createDirectories(policy.claims());
        Files.setPosixFilePermissions(policy.claims(), OWN);
      }
      Files.createDirectories(own);
      Files.setPosixFilePermissions(own, ANYBODYS);
    }
    return own;
  }

  /** As a kubelet: a container is started again with the files that there are. */
  private void makeContent(ContentVolume volume, PodFields pod, Sources sources)
      throws ConfigurationException, IOException {
    try {
      write(volume, pod, sources);
    } catch (ConfigurationException e) {
      if (!new ContentDirectory(directory.resolve(volume.name())).isMade()) {
        throw e;
      }
      log.debug( // who follows the sources tells it
          "volume {} of Pod {} keeps its files: {}",
          volume.name(),
          pod.spec().pod(),
          e.getMessage());
    }
  }

  private static Set<String> kinds(Fields volume) {
    Set<String> kinds = new java.util.TreeSet<>(volume.json().keySet());
    kinds.remove("name");
    return kinds;
  }

  private Path hostPath(Fields hostPath) throws ConfigurationException, IOException {
    Path path = Path.of(hostPath.text("path")).normalize();
    if (!policy.allows(path)) {
      throw new ConfigurationException(
          "hostPath %s is not allowed on this machine (allowed: %s)"
              .formatted(path, policy.hostPaths().isEmpty() ? "none" : policy.hostPaths()));
    }
    String type = hostPath.text("type");
    switch (type) {
      case "DirectoryOrCreate" -> Files.createDirectories(path);
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createFile(path);
        }
      }
      default -> {}
    }
    boolean fits =
        switch (type) {
          case "Directory", "DirectoryOrCreate" -> Files.isDirectory(path);
          case "File", "FileOrCreate" -> Files.isRegularFile(path);
          default -> Files.exists(path);
        };
    if (!fits) {
      throw new ConfigurationException(
          "hostPath type check failed: %s is not %s".formatted(path, words(type)));
    }
    return path;
  }

  /** As a kubelet names what a path should be. */
  private static String words(String type) {
    return switch (type) {
      case "" -> "there";
      case "Directory", "DirectoryOrCreate" -> "a directory";
      case "File", "FileOrCreate" -> "a file";
      default -> "a " + type;
    };
  }
}
