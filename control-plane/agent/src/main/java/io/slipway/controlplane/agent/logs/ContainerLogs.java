// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of all containers, where a kubelet would have them: {@code
 * <namespace>_<pod>_<uid>/<container>/<restart>.log}. Thread-safe.
 */
public final class ContainerLogs {
  private static final Logger log = LoggerFactory.getLogger(ContainerLogs.class);
  private static final Pattern NAME = Pattern.compile("([0-9]{1,9})\\.log.*");
  private static final int END_LINES = 80;
  private static final int END_CHARS = 2048;

  private final Path directory;

  public ContainerLogs(Path directory) {
    this.directory = directory;
  }

  /**
   * @param run from 1
   */
  public LogFile writer(PodIdentity pod, String container, int run, InstantSource clock) {
    return new LogFile(file(pod, container, run), LogLimits.DEFAULT, clock);
  }

  /** Where the log of a run is; those before it have {@code .1}, {@code .2} at the end. */
  public Path file(PodIdentity pod, String container, int run) {
    return of(pod).resolve(container).resolve(Math.max(0, run - 1) + ".log");
  }

  private Path of(PodIdentity pod) {
    return directory.resolve(pod.namespace() + "_" + pod.name() + "_" + pod.uid());
  }

  /** Removes those of a container but for its present run and the one before, as a kubelet does. */
  public void keepLast(PodIdentity pod, String container, int run) throws IOException {
    Path all = of(pod).resolve(container);
    if (!Files.isDirectory(all)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(all)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && Long.parseLong(name.group(1)) < run - 2) { // which begin at 0
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** The last lines of a run, for a termination message. */
  public String end(PodIdentity pod, String container, int run) {
    Deque<String> lines = new ArrayDeque<>();
    try (Stream<String> all = Files.lines(file(pod, container, run), StandardCharsets.UTF_8)) {
      all.forEach(line -> {
        lines.add(LogLine.text(line));
        if (lines.size() > END_LINES) {
          lines.remove();
        }
      });
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException | java.io.UncheckedIOException e) {
      log.debug("the end of a log cannot be read", e);
      return "";
    }
    String text = String.join("\n", lines);
    return text.length() > END_CHARS ? text.substring(text.length() - END_CHARS) : text;
  }

  /** Removes those of Pods that nobody knows any more. */
  public void keepOnly(Set<String> podUids) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> pods = Files.newDirectoryStream(directory)) {
      for (Path pod : pods) {
        String name = String.valueOf(pod.getFileName());
        if (!podUids.contains(name.substring(name.lastIndexOf('_') + 1))) {
          delete(pod);
        }
      }
    }
  }

  /** One that stays keeps no other from going. */
  private static void delete(Path pod) {
    try {
      FileTree.delete(pod);
    } catch (IOException e) {
      log.warn("the logs of a Pod that is gone cannot be removed: {}", pod, e);
    }
  }

  public void remove(PodIdentity pod) throws IOException {
    FileTree.delete(of(pod));
  }
}
