// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.BodyBudget;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a stream that are not wanted yet, copied, so that a few of them do not keep all that was
 * read together with them. The stream's window bounds them. Used on one event loop; but what was
 * read from it may be slices that other threads still use, so bytes are moved only when there are
 * none.
 */
final class Backlog {
  private final BodyBudget budget;
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf bytes;

  Backlog(BodyBudget budget, ByteBufAllocator allocator) {
    this.budget = budget;
    this.allocator = allocator;
  }

  boolean isEmpty() {
    return bytes == null;
  }

  /** What is there, to be read from; null if nothing. Stays the backlog's. */
  @Nullable ByteBuf bytes() {
    return bytes;
  }

  /**
   * Adds all of {@code data}.
   *
   * @throws io.slipway.api.error.ServingException UNAVAILABLE over the budget
   */
  void add(ByteBuf data) {
    int size = data.readableBytes();
    if (!budget.tryReserve(size)) {
      throw BodyAccumulator.noRoom(budget);
    }
    room(size).writeBytes(data);
  }

  private ByteBuf room(int size) {
    ByteBuf old = bytes;
    if (old != null && !isSliced(old)) {
      return old.discardSomeReadBytes(); // and grows by itself
    }
    if (old != null && old.writableBytes() >= size) {
      return old;
    }
    ByteBuf fresh = allocator.directBuffer(old == null ? size : old.readableBytes() + size);
    if (old != null) {
      fresh.writeBytes(old);
      old.release(); // the last slice frees it
    }
    bytes = fresh;
    return fresh;
  }

  /** Slices are made on this event loop only, so none can appear after the answer. */
  private static boolean isSliced(ByteBuf bytes) {
    return bytes.refCnt() > 1;
  }

  /** {@code count} bytes were read from {@link #bytes}. */
  void removed(int count) {
    budget.release(count);
    if (bytes == null || !bytes.isReadable()) {
      free();
    }
  }

  void free() {
    if (bytes != null) {
      budget.release(bytes.readableBytes());
      bytes.release();
      bytes = null;
    }
  }
}
