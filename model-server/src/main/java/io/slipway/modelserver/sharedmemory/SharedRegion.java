// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sharedmemory;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.RegionStatus;
import io.slipway.transport.codec.SharedPart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A region of an open memory object. It is read and written, never mapped: the client may truncate
 * the object at any moment, and then the access to mapped memory would end the process, or a native
 * engine with it. Reference counted; thread-safe.
 */
final class SharedRegion {
  private final RegionStatus status;
  private final FileChannel object;
  private final AtomicInteger references = new AtomicInteger(1);

  /** Takes {@code object} over; it is at least as large as the region says. */
  SharedRegion(RegionStatus status, FileChannel object) {
    this.status = status;
    this.object = object;
  }

  RegionStatus status() {
    return status;
  }

  /** One more reference, to be released; false if the last one was. */
  boolean retain() {
    int count;
    do {
      count = references.get();
      if (count == 0) {
        return false;
      }
    } while (!references.compareAndSet(count, count + 1));
    return true;
  }

  /** The last one closes the object. */
  void release() {
    if (references.decrementAndGet() == 0) {
      try {
        object.close();
      } catch (IOException e) {
        throw failure("can't be closed", e);
      }
    }
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if the part is not inside of the region
   */
  void check(SharedPart part, String label) {
    long size = status.byteSize();
    if (part.offset() > size || part.byteSize() > size - part.offset()) {
      throw ServingException.invalid(
          "%s: bytes %d to %s of region '%s' (expected: within its %d bytes)"
              .formatted(
                  label,
                  part.offset(),
                  Long.toUnsignedString(part.offset() + part.byteSize()),
                  status.name(),
                  size));
    }
  }

  /**
   * Fills {@code target} from {@code offset} on, which is inside of the region.
   *
   * @throws ServingException INVALID_ARGUMENT if the object has shrunk
   */
  void read(long offset, MemorySegment target) {
    ByteBuffer bytes = target.asByteBuffer();
    long position = status.offset() + offset;
    try {
      while (bytes.hasRemaining()) {
        int read = object.read(bytes, position);
        if (read < 0) {
          throw ServingException.invalid(
              "the memory object '%s' of region '%s' ends at byte %d (expected: at least %d bytes)"
                  .formatted(status.key(), status.name(), position, position + bytes.remaining()));
        }
        position += read;
      }
    } catch (IOException e) {
      throw failure("can't be read", e);
    }
  }

  /** Writes {@code source} from {@code offset} on; it fits into the region. */
  void write(long offset, MemorySegment source) {
    ByteBuffer bytes = source.asByteBuffer();
    long position = status.offset() + offset;
    try {
      while (bytes.hasRemaining()) {
        position += object.write(bytes, position);
      }
    } catch (IOException e) {
      throw failure("can't be written", e);
    }
  }

  private ServingException failure(String what, IOException e) {
    return new ServingException(
        ErrorCode.UNAVAILABLE,
        "shared memory region '%s' (%s) %s: %s"
            .formatted(status.name(), status.key(), what, e.getMessage()),
        e);
  }
}
