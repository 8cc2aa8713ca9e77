// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A dense row-major array of one datatype in memory that somebody owns.
 *
 * <p><b>Layout.</b> Little endian, without padding; BOOL is one byte, 0 or 1. BYTES is the layout
 * of the v2 binary extension: per element a little-endian u32 length, then that many bytes. The
 * segment need not be aligned to the element size; {@link #data()} may be native or heap memory.
 *
 * <p><b>Ownership.</b> A tensor has one owner at a time, who closes it; passing it to an API that
 * says so passes the ownership. {@link #close()} runs the release handle exactly once, further
 * calls do nothing, and {@link #data()} fails afterwards. A tensor is used by one thread at a time;
 * handing it to another thread needs a happens-before edge (a queue gives one).
 */
public final class Tensor implements AutoCloseable {
  private final DataType datatype;
  private final Shape shape;
  private final MemorySegment data;
  private Runnable release;
  private boolean closed;

  private Tensor(DataType datatype, Shape shape, MemorySegment data, Runnable release) {
    this.datatype = datatype;
    this.shape = shape;
    this.data = data;
    this.release = release;
  }

  /**
   * A tensor over {@code data}, whose owner from now on is the tensor: {@code release} gives the
   * memory back. If this method throws, {@code release} is not run and the caller still owns it.
   *
   * @throws IllegalArgumentException if the number of bytes is not what datatype and shape say
   */
  public static Tensor of(DataType datatype, Shape shape, MemorySegment data, Runnable release) {
    Objects.requireNonNull(release, "release");
    long elements = shape.elementCount();
    if (datatype.isFixedSize()) {
      if (elements > Long.MAX_VALUE / 8 || elements * datatype.byteSize() != data.byteSize()) {
        throw new IllegalArgumentException(
            "%d bytes of data (expected: %d elements of %s for shape %s)"
                .formatted(data.byteSize(), elements, datatype, shape));
      }
    } else {
      BytesLayout.check(data, elements);
    }
    return new Tensor(datatype, shape, data, release);
  }

  /**
   * As {@link #of}, for memory that is not filled in yet: nothing is checked, and the caller
   * promises that size and content fit before the tensor is passed on.
   */
  public static Tensor unfilled(
      DataType datatype, Shape shape, MemorySegment data, Runnable release) {
    return new Tensor(datatype, shape, data, release);
  }

  /** A tensor over memory that the garbage collector owns: closing it only marks it closed. */
  public static Tensor ofHeap(DataType datatype, Shape shape, byte[] data) {
    return of(datatype, shape, MemorySegment.ofArray(data), () -> {});
  }

  public DataType datatype() {
    return datatype;
  }

  /** Always concrete. */
  public Shape shape() {
    return shape;
  }

  public long elementCount() {
    return shape.elementCount();
  }

  /**
   * The bytes, valid until {@link #close()}.
   *
   * @throws IllegalStateException if the tensor is closed
   */
  public MemorySegment data() {
    if (closed) {
      throw new IllegalStateException("tensor " + this + " is closed");
    }
    return data;
  }

  /**
   * Another tensor over the same memory, which nobody changes from now on; the caller owns it, and
   * may give it to another thread. The memory is given back when both are closed, and all that were
   * shared of either.
   *
   * @throws IllegalStateException if this tensor is closed
   */
  public Tensor share() {
    MemorySegment memory = data();
    Shares shares = release instanceof Shares already ? already : new Shares(release);
    shares.open.incrementAndGet();
    release = shares;
    return new Tensor(datatype, shape, memory, shares);
  }

  /** Gives the memory back by the last one of those that share it. */
  private static final class Shares implements Runnable {
    private final Runnable release;
    private final AtomicInteger open = new AtomicInteger(1);

    Shares(Runnable release) {
      this.release = release;
    }

    @Override
    public void run() {
      if (open.decrementAndGet() == 0) {
        release.run();
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }

  @Override
  public String toString() {
    return datatype + shape.toString();
  }
}
