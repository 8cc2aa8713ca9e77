// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A directory belongs to one process: a lock that the system gives back when the process ends,
 * however it ends, on a file that says which process it is.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "store.lock";
  private static final int MAX_PID_BYTES = 32;

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws ServingException CONFLICT if another process, or another store in this one, has it
   */
  static DirectoryLock take(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      if (tryLock(channel) == null) {
        throw new ServingException(
            ErrorCode.CONFLICT,
            directory
                + " is in use by another process"
                + owner(channel)
                + " (expected: one process for a data directory; stop the other, or choose another"
                + " directory)");
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
      taken = true;
      return new DirectoryLock(channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(MAX_PID_BYTES);
    channel.read(content, 0);
    String pid =
        new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).trim();
    return pid.isEmpty() ? "" : ", pid " + pid;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
