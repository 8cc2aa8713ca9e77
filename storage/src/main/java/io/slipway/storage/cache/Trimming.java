// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a cache fit its limit: what was not used for longest goes first, what is in use never. */
final class Trimming {
  private static final Logger log = LoggerFactory.getLogger(Trimming.class);
  private static final double MIB = 1L << 20;

  private final Path models;
  private final long maxBytes;
  private final Leases leases;
  private final Function<Path, ReentrantLock> threads;

  /**
   * @param threads a slot's lock within this process
   */
  Trimming(Path models, long maxBytes, Leases leases, Function<Path, ReentrantLock> threads) {
    this.models = models;
    this.maxBytes = maxBytes;
    this.leases = leases;
    this.threads = threads;
  }

  /** A content, or what a process that died left of one. */
  private record Content(Path slot, Path path, long bytes, Instant lastUse) {}

  void run() throws IOException {
    List<Content> contents = contents();
    long bytes = 0;
    for (Content content : contents) {
      bytes += content.bytes();
    }
    contents.sort(Comparator.comparing(Content::lastUse));
    for (Content content : contents) {
      if (bytes <= maxBytes) {
        return;
      }
      if (remove(content)) {
        bytes -= content.bytes();
        log.info(
            "model cache: removed {} ({} MiB, last used {})",
            content.path(),
            mib(content.bytes()),
            content.lastUse());
      }
    }
    if (bytes > maxBytes) {
      log.warn(
          "model cache {}: {} MiB are in use, more than the limit of {} MiB",
          models,
          mib(bytes),
          mib(maxBytes));
    }
  }

  private List<Content> contents() throws IOException {
    List<Content> contents = new ArrayList<>();
    try (DirectoryStream<Path> slots = Files.newDirectoryStream(models)) {
      for (Path slot : slots) {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(slot, Files::isDirectory)) {
          for (Path path : paths) {
            contents.add(new Content(slot, path, FileTree.bytes(path), leases.lastUse(path)));
          }
        } catch (NotDirectoryException _) {
          // somebody's file
        }
      }
    }
    return contents;
  }

  /** False if it is in use, or its slot is. */
  private boolean remove(Content content) throws IOException {
    Path slot = content.slot();
    try (SlotLock lock = SlotLock.tryAcquire(slot, threads.apply(slot))) {
      if (lock == null || !Files.exists(content.path())) {
        return false;
      }
      if (String.valueOf(content.path().getFileName()).startsWith(CacheSlot.CONTENT)) {
        return leases.deleteUnused(content.path());
      }
      FileTree.delete(content.path());
      return true;
    }
  }

  private static String mib(long bytes) {
    return "%.1f".formatted(bytes / MIB);
  }
}
