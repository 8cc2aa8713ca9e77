// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A slot held against the other threads of this process and against all other processes. Both are
 * needed: a file's lock belongs to the process, and is lost when any of its threads closes the
 * file. Closed by the thread that opened it.
 */
final class SlotLock implements AutoCloseable {
  private final ReentrantLock threads;
  private final FileChannel file;

  private SlotLock(ReentrantLock threads, FileChannel file) {
    this.threads = threads;
    this.file = file;
  }

  /**
   * Waits for whoever has it.
   *
   * @param threads the slot's lock within this process
   */
  static SlotLock acquire(Path directory, ReentrantLock threads)
      throws IOException, InterruptedException {
    threads.lockInterruptibly();
    SlotLock lock = lock(directory, threads, true);
    if (lock == null) {
      throw new IllegalStateException("a lock that is waited for is had");
    }
    return lock;
  }

  /** Null if somebody has it. */
  static @Nullable SlotLock tryAcquire(Path directory, ReentrantLock threads) throws IOException {
    return threads.tryLock() ? lock(directory, threads, false) : null;
  }

  private static @Nullable SlotLock lock(Path directory, ReentrantLock threads, boolean waiting)
      throws IOException {
    FileChannel file = null;
    boolean locked = false;
    try {
      Files.createDirectories(directory);
      file =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = waiting ? file.lock() : file.tryLock();
      locked = lock != null;
      return locked ? new SlotLock(threads, file) : null;
    } catch (OverlappingFileLockException e) {
      if (!waiting) {
        return null;
      }
      throw new IOException(
          "another store of this process is using " + directory + " (expected: one store)", e);
    } finally {
      if (!locked) {
        threads.unlock();
        if (file != null) {
          file.close();
        }
      }
    }
  }

  /** The file's lock goes with the file. */
  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      threads.unlock();
    }
  }
}
