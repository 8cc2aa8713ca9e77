// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Limit;
import org.jspecify.annotations.Nullable;

/** A body that comes in parts: by its length, or in chunks (RFC 9112, 6 and 7). */
final class Http1BodyReader {
  /** Longest chunk line and trailer section: extensions and trailers are read and ignored. */
  private static final int MAX_LINE_BYTES = 4096;

  private enum Part {
    SIZE,
    DATA,
    DATA_END,
    TRAILER,
    DONE
  }

  /** Null if nobody wants the body. */
  private final @Nullable BodyAccumulator bytes;

  private final long maxSkipped;
  private long skipped;
  private Part part;
  private long remaining;
  private int trailerBytes;
  private final boolean chunked;

  /**
   * @param length of the body, or {@link Http1Head#NO_LENGTH} if it comes in chunks
   */
  Http1BodyReader(BodyAccumulator bytes, long length) {
    this(bytes, length, 0);
  }

  private Http1BodyReader(@Nullable BodyAccumulator bytes, long length, long maxSkipped) {
    this.bytes = bytes;
    this.maxSkipped = maxSkipped;
    chunked = length == Http1Head.NO_LENGTH;
    part = chunked ? Part.SIZE : Part.DATA;
    remaining = chunked ? 0 : length;
  }

  /**
   * Of a body that is thrown away.
   *
   * @param maxBytes the largest one
   */
  static Http1BodyReader skipping(long length, long maxBytes) {
    return new Http1BodyReader(null, length, maxBytes);
  }

  /**
   * Takes what {@code in} has of the body.
   *
   * @return whether the body is complete
   */
  boolean read(ByteBuf in) throws HttpFault {
    boolean more = true;
    while (more && part != Part.DONE) {
      more =
          switch (part) {
            case SIZE -> readSize(in);
            case DATA -> readData(in);
            case DATA_END -> readDataEnd(in);
            case TRAILER -> readTrailer(in);
            case DONE -> false;
          };
    }
    return part == Part.DONE;
  }

  /** The body, unless it was thrown away. */
  RequestBody finish() {
    return bytes == null ? RequestBody.empty() : bytes.finish();
  }

  void discard() {
    if (bytes != null) {
      bytes.discard();
    }
  }

  private boolean readData(ByteBuf in) {
    int length = (int) Math.min(remaining, in.readableBytes());
    if (bytes == null) {
      skip(in, length);
    } else {
      bytes.append(in, length);
    }
    remaining -= length;
    if (remaining > 0) {
      return false;
    }
    part = chunked ? Part.DATA_END : Part.DONE;
    return true;
  }

  private void skip(ByteBuf in, int length) {
    skipped += length;
    if (skipped > maxSkipped) {
      throw BodyAccumulator.tooLarge(maxSkipped);
    }
    in.skipBytes(length);
  }

  private boolean readSize(ByteBuf in) throws HttpFault {
    int length = lineLength(in);
    if (length < 0) {
      return false;
    }
    long size = 0;
    int digits = 0;
    int start = in.readerIndex();
    while (digits < length) {
      int digit = Character.digit(in.getByte(start + digits), 16);
      if (digit < 0) {
        break;
      }
      if (digits == 15) {
        throw HttpFault.malformed("a chunk size of more than 15 digits");
      }
      size = size << 4 | digit;
      digits++;
    }
    if (digits == 0 || !endsSize(in, start + digits, start + length)) {
      throw HttpFault.malformed("malformed chunk size (expected: hexadecimal digits)");
    }
    in.skipBytes(length + 2);
    remaining = size;
    part = size == 0 ? Part.TRAILER : Part.DATA;
    return true;
  }

  /** An extension, which begins with a semicolon, may follow the size; it has no meaning to us. */
  private static boolean endsSize(ByteBuf in, int at, int end) {
    int i = at;
    while (i < end && (in.getByte(i) == ' ' || in.getByte(i) == '\t')) {
      i++;
    }
    if (i == end) {
      return i == at;
    }
    return in.getByte(i) == ';' && in.indexOf(i, end, (byte) '\r') < 0;
  }

  private boolean readDataEnd(ByteBuf in) throws HttpFault {
    if (in.readableBytes() < 2) {
      return false;
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw HttpFault.malformed("a chunk is longer than its size (expected: CR LF after it)");
    }
    part = Part.SIZE;
    return true;
  }

  private boolean readTrailer(ByteBuf in) throws HttpFault {
    int length = lineLength(in);
    if (length < 0) {
      return false;
    }
    trailerBytes += length + 2;
    if (trailerBytes > MAX_LINE_BYTES) {
      throw new HttpFault(
          431, Limit.HEADER_BYTES, "the trailers are larger than " + MAX_LINE_BYTES + " bytes");
    }
    in.skipBytes(length + 2);
    if (length == 0) {
      part = Part.DONE;
    }
    return true;
  }

  /** The length of the line without its CR LF, -1 if it has not arrived. */
  private static int lineLength(ByteBuf in) throws HttpFault {
    int start = in.readerIndex();
    int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
    if ((end < 0 ? in.readableBytes() : end - start) > MAX_LINE_BYTES) {
      throw HttpFault.malformed("a chunk line of more than " + MAX_LINE_BYTES + " bytes");
    }
    if (end < 0) {
      return -1;
    }
    if (end == start || in.getByte(end - 1) != '\r') {
      throw HttpFault.malformed("a chunk line that ends in a bare LF (expected: CR LF)");
    }
    return end - 1 - start;
  }
}
