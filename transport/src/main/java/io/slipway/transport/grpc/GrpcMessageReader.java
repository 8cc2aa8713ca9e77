// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The one message of a unary call, out of the parts in which its bytes come (gRPC over HTTP2,
 * Length-Prefixed-Message). Used by one thread; ends with {@link #finish} or {@link #discard}.
 */
public final class GrpcMessageReader {
  /** A flag and the length before every message. */
  public static final int PREFIX_BYTES = 5;

  private static final int INFLATE_BYTES = 16 * 1024;

  private final BodyBudget budget;
  private final ByteBufAllocator allocator;
  private final long maxBytes;
  private final boolean gzip;

  private int prefixBytes;
  private int flag;
  private long length;
  private @Nullable RequestBody message;
  private @Nullable BodyAccumulator parts;

  /**
   * @param maxBytes the largest message that is taken, after decompression
   * @param gzip whether a message marked as compressed is so with gzip; else it is an error
   */
  public GrpcMessageReader(
      BodyBudget budget, ByteBufAllocator allocator, long maxBytes, boolean gzip) {
    this.budget = budget;
    this.allocator = allocator;
    this.maxBytes = maxBytes;
    this.gzip = gzip;
  }

  /**
   * Takes all of {@code data}; a message that is wholly in it is not copied.
   *
   * @throws ServingException if it is not one message, or one that is too large
   */
  public void read(ByteBuf data) {
    while (data.isReadable()) {
      if (prefixBytes < PREFIX_BYTES) {
        readPrefix(data);
      } else if (complete()) {
        throw new ServingException(
            ErrorCode.NOT_IMPLEMENTED, "more than one message in a unary call");
      } else {
        readMessage(data);
      }
    }
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
    if (flag == 1 && !gzip) {
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
    return length == 0 || message != null || (parts != null && parts.size() == length);
  }

  /**
   * The message, whose reference passes to the caller. The client has sent all it will.
   *
   * @throws ServingException if there is no message, or only a part of one
   */
  public RequestBody finish() {
    if (prefixBytes == 0) {
      throw new ServingException(ErrorCode.NOT_IMPLEMENTED, "no message in a unary call");
    }
    if (prefixBytes < PREFIX_BYTES || !complete()) {
      throw ServingException.invalid("the call ended in the middle of its message");
    }
    RequestBody whole = message;
    message = null;
    if (whole == null) {
      whole = parts == null ? RequestBody.empty() : parts.finish();
    }
    return flag == 0 ? whole : inflate(whole);
  }

  /** Frees what was received and not handed out. */
  public void discard() {
    if (message != null) {
      message.close();
      message = null;
    }
    if (parts != null) {
      parts.discard();
    }
  }

  private RequestBody inflate(RequestBody compressed) {
    BodyAccumulator inflated = new BodyAccumulator(budget, allocator, -1, maxBytes);
    byte[] chunk = new byte[INFLATE_BYTES];
    ByteBuf bytes = Unpooled.wrappedBuffer(compressed.bytes().asByteBuffer());
    try (InputStream in = new GZIPInputStream(new ByteBufInputStream(bytes))) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        inflated.append(chunk, 0, read);
      }
      return inflated.finish();
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT, "the message is not valid gzip: " + e.getMessage(), e);
    } finally {
      inflated.discard();
      compressed.close();
    }
  }
}
