// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A received body: contiguous bytes that nobody changes. It is reference counted, because tensors
 * may be slices of it: whoever keeps a reference beyond the call that gave it takes one by {@link
 * #retain()} and gives it back by {@link #close()}.
 */
public final class RequestBody implements AutoCloseable {
  private static final AtomicIntegerFieldUpdater<RequestBody> REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(RequestBody.class, "references");

  private static final RequestBody EMPTY = new RequestBody(Unpooled.EMPTY_BUFFER, null, 0);

  private final ByteBuf buffer;
  private final @Nullable BodyBudget budget;
  private final long reserved;

  /** Counted here, as a slice shares the buffer's count with those who still read from it. */
  @SuppressWarnings("UnusedVariable") // read and written through REFERENCES
  private volatile int references = 1;

  private RequestBody(ByteBuf buffer, @Nullable BodyBudget budget, long reserved) {
    if (buffer.nioBufferCount() != 1) {
      throw new IllegalArgumentException(
          "a body is contiguous; this buffer has " + buffer.nioBufferCount() + " parts");
    }
    this.buffer = buffer;
    this.budget = budget;
    this.reserved = reserved;
  }

  /** No bytes; closing it does nothing. */
  public static RequestBody empty() {
    return EMPTY;
  }

  /** Takes {@code buffer}'s reference over; it must be contiguous. */
  public static RequestBody wrap(ByteBuf buffer) {
    return new RequestBody(buffer, null, 0);
  }

  /**
   * As {@link #wrap(ByteBuf)}, for bytes counted in a budget: when the last reference is closed,
   * {@code reserved} bytes are given back to it.
   */
  public static RequestBody wrap(ByteBuf buffer, BodyBudget budget, long reserved) {
    return new RequestBody(buffer, budget, reserved);
  }

  public static RequestBody of(byte[] bytes) {
    return new RequestBody(Unpooled.wrappedBuffer(bytes), null, 0);
  }

  public int size() {
    return buffer.readableBytes();
  }

  /** The bytes, valid as long as a reference is held. Native or heap memory, of any alignment. */
  public MemorySegment bytes() {
    return MemorySegment.ofBuffer(buffer.nioBuffer(buffer.readerIndex(), buffer.readableBytes()));
  }

  /** A copy of a part. */
  public byte[] copy(int offset, int length) {
    return ByteBufUtil.getBytes(buffer, buffer.readerIndex() + offset, length, true);
  }

  /**
   * One more reference, to be closed on its own.
   *
   * @throws IllegalStateException if the last one was closed
   */
  public RequestBody retain() {
    if (this != EMPTY && REFERENCES.getAndIncrement(this) <= 0) {
      throw closed();
    }
    return this;
  }

  /**
   * Gives one reference back; the last one frees the memory.
   *
   * @throws IllegalStateException if there was none left
   */
  @Override
  public void close() {
    if (this == EMPTY) {
      return;
    }
    int left = REFERENCES.decrementAndGet(this);
    if (left < 0) {
      throw closed();
    }
    if (left == 0) {
      buffer.release();
      if (budget != null) {
        budget.release(reserved);
      }
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the last reference to this body was closed");
  }
}
