// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files every few seconds, on a thread of its own, and has them read again when one has
 * changed. Polling sees what watching a directory misses: links that are changed two directories
 * up, as Kubernetes does with mounted secrets, and files on a network.
 */
public final class FileWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);

  /** Reads files again. */
  @FunctionalInterface
  public interface Reload {
    /**
     * @throws IOException if they cannot be used; what was read before stays in force
     */
    void run() throws IOException;
  }

  private static final class Watched {
    private final List<Path> files;
    private final Reload reload;
    private List<String> seen;

    Watched(List<Path> files, Reload reload) {
      this.files = List.copyOf(files);
      this.reload = reload;
      this.seen = fingerprints(files);
    }
  }

  private final Duration interval;
  private final List<Watched> watched = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("file-watch").factory());

  public FileWatch(Duration interval) {
    this.interval = interval;
  }

  /** Watches these files together; to be called before {@link #start}. */
  public void add(List<Path> files, Reload reload) {
    watched.add(new Watched(files, reload));
  }

  public void start() {
    thread.scheduleWithFixedDelay(
        this::poll, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One look. A fault of a file is logged once, and again only when the file has changed. */
  void poll() {
    for (Watched each : watched) {
      List<String> now = fingerprints(each.files);
      if (!now.equals(each.seen)) {
        each.seen = now;
        reload(each);
      }
    }
  }

  private static void reload(Watched changed) {
    try {
      changed.reload.run();
      log.info("read again: {}", changed.files);
    } catch (IOException | RuntimeException e) {
      log.warn("a changed file is not used, the one before stays in force: {}", e.getMessage());
    }
  }

  private static List<String> fingerprints(List<Path> files) {
    List<String> fingerprints = new ArrayList<>();
    for (Path file : files) {
      fingerprints.add(fingerprint(file));
    }
    return fingerprints;
  }

  private static String fingerprint(Path file) {
    try {
      Path real = file.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      return real
          + " "
          + attributes.fileKey()
          + " "
          + attributes.size()
          + " "
          + attributes.lastModifiedTime();
    } catch (IOException e) {
      return "not readable: " + e;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
