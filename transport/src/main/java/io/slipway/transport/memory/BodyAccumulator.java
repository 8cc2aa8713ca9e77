// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a body together in one growing native buffer. Memory follows the bytes that
 * have arrived, up to four times of them, never the size that a client announced alone, and every
 * byte of it is reserved in the budget. Used by one thread; ends with {@link #finish} or {@link
 * #discard}.
 */
public final class BodyAccumulator {
  private static final int FIRST_BYTES = 16 * 1024;

  private final BodyBudget budget;
  private final ByteBufAllocator allocator;
  private final long maxBytes;
  private final long expectedBytes;
  private @Nullable ByteBuf buffer;
  private long reserved;

  /**
   * @param expectedBytes what the client announced, or -1; growth stops there
   * @param maxBytes the largest body that is taken
   */
  public BodyAccumulator(
      BodyBudget budget, ByteBufAllocator allocator, long expectedBytes, long maxBytes) {
    this.budget = budget;
    this.allocator = allocator;
    this.expectedBytes = expectedBytes < 0 ? maxBytes : Math.min(expectedBytes, maxBytes);
    this.maxBytes = maxBytes;
  }

  public int size() {
    return buffer == null ? 0 : buffer.readableBytes();
  }

  /**
   * Moves {@code length} bytes out of {@code in}.
   *
   * @throws ServingException TOO_LARGE over the limit of one body, UNAVAILABLE over the budget
   */
  public void append(ByteBuf in, int length) {
    if (length > 0) {
      room(length).writeBytes(in, length);
    }
  }

  /** As {@link #append(ByteBuf, int)}, from an array. */
  public void append(byte[] bytes, int offset, int length) {
    if (length > 0) {
      room(length).writeBytes(bytes, offset, length);
    }
  }

  private ByteBuf room(int length) {
    long needed = (long) size() + length;
    if (needed > maxBytes) {
      throw tooLarge(maxBytes);
    }
    ByteBuf current = buffer;
    if (current != null && needed <= current.capacity()) {
      return current;
    }
    long grown = current == null ? FIRST_BYTES : 4 * needed;
    int capacity = (int) Math.max(needed, Math.min(grown, expectedBytes));
    if (!budget.tryReserve(capacity - reserved)) {
      throw noRoom(budget);
    }
    reserved = capacity;
    ByteBuf larger =
        current == null ? allocator.directBuffer(capacity) : current.capacity(capacity);
    buffer = larger;
    return larger;
  }

  /** The body, whose last reference gives the reservation back. */
  public RequestBody finish() {
    ByteBuf whole = buffer;
    if (whole == null) {
      return RequestBody.empty();
    }
    buffer = null;
    long held = reserved;
    reserved = 0;
    return RequestBody.wrap(whole, budget, held);
  }

  /** Frees what was received; nothing happens after {@link #finish} or a second time. */
  public void discard() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
    budget.release(reserved);
    reserved = 0;
  }

  /** What a body above {@code maxBytes} is refused with. */
  public static ServingException tooLarge(long maxBytes) {
    return new ServingException(
        ErrorCode.TOO_LARGE,
        "the request body is larger than the limit of " + maxBytes + " bytes (--max-body-mib)");
  }

  /** What a body that does not fit into the budget is refused with. */
  public static ServingException noRoom(BodyBudget budget) {
    return new ServingException(
        ErrorCode.UNAVAILABLE,
        "overloaded: the requests in progress hold all of the "
            + budget.limitBytes()
            + " bytes for request bodies; try again later");
  }
}
