// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sharedmemory;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.RegionStatus;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.memory.BodyBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The regions that clients have registered. A region that is unregistered stays open until the
 * requests that name it have ended. How many there are is bounded, and so is what is copied out of
 * them at a time. Thread-safe; registering opens a file of a memory file system, reading and
 * writing copy memory: nothing for event loops when regions are large.
 */
public final class SharedRegions implements SharedMemory {
  static final int MAX_REGIONS = 1024;
  private static final int MAX_NAME_LENGTH = 255;
  private static final Path LINUX_OBJECTS = Path.of("/dev/shm");

  private final MemoryObjects objects;
  private final BodyBudget copies;

  /** By name; guarded by this object's lock, as registering is to check and put in one step. */
  private final Map<String, SharedRegion> regions = new TreeMap<>();

  private volatile long largestBytes;

  /**
   * @param maxCopiedBytes how much of all regions may be in the requests under way
   */
  public SharedRegions(long maxCopiedBytes) {
    this(new MemoryObjects(LINUX_OBJECTS), maxCopiedBytes);
  }

  SharedRegions(MemoryObjects objects, long maxCopiedBytes) {
    this.objects = objects;
    this.copies = new BodyBudget(maxCopiedBytes);
  }

  /** Whether this machine has such memory. */
  public static boolean available() {
    return new MemoryObjects(LINUX_OBJECTS).available();
  }

  /** The size of the largest region, 0 if there is none. */
  public long largestBytes() {
    return largestBytes;
  }

  /** Bytes of the copies that requests hold now. */
  public long copiedBytes() {
    return copies.reservedBytes();
  }

  /**
   * @throws ServingException CONFLICT if the name is taken, RESOURCE_EXHAUSTED if there are too
   *     many, INVALID_ARGUMENT, NOT_FOUND or PERMISSION_DENIED if there is no such memory for us
   */
  public synchronized void register(RegionStatus wanted) {
    if (wanted.name().isEmpty() || wanted.name().length() > MAX_NAME_LENGTH) {
      throw ServingException.invalid(
          "the name of a shared memory region has %d characters (expected: 1 to %d)"
              .formatted(wanted.name().length(), MAX_NAME_LENGTH));
    }
    if (regions.containsKey(wanted.name())) {
      throw new ServingException(
          ErrorCode.CONFLICT, "shared memory region '" + wanted.name() + "' is registered already");
    }
    if (regions.size() == MAX_REGIONS) {
      throw new ServingException(
          ErrorCode.RESOURCE_EXHAUSTED,
          MAX_REGIONS + " shared memory regions are registered, the limit; unregister some");
    }
    regions.put(wanted.name(), objects.open(wanted));
    findLargest();
  }

  /** Forgets the region, if there is one of this name. */
  public synchronized void unregister(String name) {
    SharedRegion region = regions.remove(name);
    if (region != null) {
      findLargest();
      region.release();
    }
  }

  /** Forgets all of them. */
  public synchronized void unregisterAll() {
    for (String name : List.copyOf(regions.keySet())) {
      unregister(name);
    }
  }

  private void findLargest() {
    long largest = 0;
    for (SharedRegion region : regions.values()) {
      largest = Math.max(largest, region.status().byteSize());
    }
    largestBytes = largest;
  }

  /** All regions, sorted by name. */
  public synchronized List<RegionStatus> status() {
    return regions.values().stream().map(SharedRegion::status).toList();
  }

  /**
   * @throws ServingException NOT_FOUND
   */
  public synchronized RegionStatus status(String name) {
    SharedRegion region = regions.get(name);
    if (region == null) {
      throw unknown(name);
    }
    return region.status();
  }

  /** The region, to be released. */
  private synchronized SharedRegion retained(String name) {
    SharedRegion region = regions.get(name);
    if (region == null || !region.retain()) {
      throw unknown(name);
    }
    return region;
  }

  private static ServingException unknown(String name) {
    return new ServingException(
        ErrorCode.NOT_FOUND, "there is no shared memory region '" + name + "'");
  }

  @Override
  public Tensor read(
      SharedPart part, DataType datatype, Shape shape, String label, TensorAllocator allocator) {
    SharedRegion region = retained(part.region());
    try {
      region.check(part, label);
      if (datatype.isFixedSize()) {
        checkSize(part, datatype, shape, label);
      }
      return copy(region, part, datatype, shape, label, allocator);
    } finally {
      region.release();
    }
  }

  private static void checkSize(SharedPart part, DataType datatype, Shape shape, String label) {
    long elements = shape.elementCount();
    if (elements > Long.MAX_VALUE / Long.BYTES
        || elements * datatype.byteSize() != part.byteSize()) {
      throw ServingException.invalid(
          "%s: %s is %d (expected: the size of %s of shape %s)"
              .formatted(label, SharedPart.BYTE_SIZE, part.byteSize(), datatype, shape));
    }
  }

  private Tensor copy(
      SharedRegion region,
      SharedPart part,
      DataType datatype,
      Shape shape,
      String label,
      TensorAllocator allocator) {
    long size = part.byteSize();
    if (!copies.tryReserve(size)) {
      throw new ServingException(
          ErrorCode.UNAVAILABLE,
          "overloaded: the requests in progress hold all of the %d bytes for tensors from shared"
                  .formatted(copies.limitBytes())
              + " memory; try again later");
    }
    Tensor copy = null;
    boolean whole = false;
    try {
      copy = allocator.allocate(datatype, shape, size);
      region.read(part.offset(), copy.data());
      // of the copy: what is checked must not change any more
      TensorBytes.check(copy.data(), datatype, shape, label);
      whole = true;
      Tensor owned = copy;
      return Tensor.unfilled(
          datatype,
          shape,
          copy.data(),
          () -> {
            owned.close();
            copies.release(size);
          });
    } finally {
      if (!whole) {
        if (copy != null) {
          copy.close();
        }
        copies.release(size);
      }
    }
  }

  /**
   * Where an output is to be written; the region stays until that is closed.
   *
   * @throws ServingException NOT_FOUND, or INVALID_ARGUMENT if the part is not inside of the region
   */
  public OutputPlace place(SharedPart part, String label) {
    SharedRegion region = retained(part.region());
    boolean fits = false;
    try {
      region.check(part, label);
      fits = true;
      return new OutputPlace(region, part, label);
    } finally {
      if (!fits) {
        region.release();
      }
    }
  }
}
