// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a call, one after another, out of the parts in which their bytes come (gRPC over
 * HTTP2, Length-Prefixed-Message). Used by one thread; ends with {@link #discard}.
 */
public final class GrpcMessageReader {
  /** A flag and the length before every message. */
  public static final int PREFIX_BYTES = 5;

  private final BodyBudget budget;
  private final ByteBufAllocator allocator;
  private final long maxBytes;
  private final boolean mayBeCompressed;

  private int prefixBytes;
  private int flag;
  private long length;
  private @Nullable RequestBody message;
  private @Nullable BodyAccumulator parts;

  /**
   * @param maxBytes the largest message that is taken
   * @param mayBeCompressed whether the call has an encoding; else a message that is marked as
   *     compressed is an error
   */
  public GrpcMessageReader(
      BodyBudget budget, ByteBufAllocator allocator, long maxBytes, boolean mayBeCompressed) {
    this.budget = budget;
    this.allocator = allocator;
    this.maxBytes = maxBytes;
    this.mayBeCompressed = mayBeCompressed;
  }

  /**
   * Takes bytes out of {@code data} up to the end of the message; one that is wholly in it is not
   * copied.
   *
   * @return whether the message is complete; nothing is taken then until {@link #take} was called
   * @throws ServingException if it is no message, or one that is too large
   */
  public boolean read(ByteBuf data) {
    while (!complete() && data.isReadable()) {
      if (prefixBytes < PREFIX_BYTES) {
        readPrefix(data);
      } else {
        readMessage(data);
      }
    }
    return complete();
  }

  /** Whether no byte of a message is here that was not taken. */
  public boolean atBoundary() {
    return prefixBytes == 0;
  }

  private void readPrefix(ByteBuf data) {
    int value = data.readUnsignedByte();
    if (prefixBytes == 0) {
      flag = value;
    } else {
      length = length << 8 | value;
    }
    if (++prefixBytes < PREFIX_BYTES) {
      return;
    }
    if (flag > 1) {
      throw ServingException.invalid("message flag " + flag + " (expected: 0 or 1)");
    }
    if (flag == 1 && !mayBeCompressed) {
      throw ServingException.invalid("a compressed message without grpc-encoding");
    }
    if (length > maxBytes) {
      throw BodyAccumulator.tooLarge(maxBytes);
    }
  }

  private void readMessage(ByteBuf data) {
    if (parts == null && data.readableBytes() >= length) {
      if (!budget.tryReserve(length)) {
        throw BodyAccumulator.noRoom(budget);
      }
      message = RequestBody.wrap(data.readRetainedSlice((int) length), budget, length);
      return;
    }
    BodyAccumulator into = parts;
    if (into == null) {
      into = new BodyAccumulator(budget, allocator, length, maxBytes);
      parts = into;
    }
    into.append(data, (int) Math.min(data.readableBytes(), length - into.size()));
  }

  private boolean complete() {
    return prefixBytes == PREFIX_BYTES
        && (length == 0 || message != null || (parts != null && parts.size() == length));
  }

  /** Whether the message that {@link #take} gives is marked as compressed. */
  public boolean compressed() {
    return flag == 1;
  }

  /** The complete message as it is on the wire; its reference passes to the caller. */
  public RequestBody take() {
    if (!complete()) {
      throw new IllegalStateException("the message is not complete");
    }
    RequestBody whole = message;
    if (whole == null) {
      whole = parts == null ? RequestBody.empty() : parts.finish();
    }
    message = null;
    parts = null;
    prefixBytes = 0;
    length = 0;
    return whole;
  }

  /**
   * As {@link #take}, for the one message of a unary call. The client has sent all it will.
   *
   * @throws ServingException if there is no message, or only a part of one
   */
  public RequestBody takeOnly() {
    if (prefixBytes == 0) {
      throw new ServingException(ErrorCode.NOT_IMPLEMENTED, "no message in a unary call");
    }
    if (!complete()) {
      throw cutShort();
    }
    return take();
  }

  /** What a call is failed with that ends inside a message. */
  public static ServingException cutShort() {
    return ServingException.invalid("the call ended in the middle of its message");
  }

  /** Frees what was received and not taken. */
  public void discard() {
    if (message != null) {
      message.close();
      message = null;
    }
    if (parts != null) {
      parts.discard();
      parts = null;
    }
  }
}
