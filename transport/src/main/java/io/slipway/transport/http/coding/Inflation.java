// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.coding;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Unpacks request bodies. Thread-safe. */
final class Inflation {
  private static final int CHUNK_BYTES = 16 * 1024;

  private final BodyBudget budget;
  private final long maxBytes;

  /**
   * @param budget where the unpacked bytes are counted
   * @param maxBytes the largest body, unpacked: however much a few bytes unpack to, no more than
   *     this is ever in memory
   */
  Inflation(BodyBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /**
   * The unpacked body, which the caller closes; {@code packed} stays the caller's.
   *
   * @throws ServingException INVALID_ARGUMENT if the bytes are not what {@code coding} says or end
   *     too early, TOO_LARGE or UNAVAILABLE over one of the limits
   */
  RequestBody inflate(RequestBody packed, ContentCoding coding) {
    BodyAccumulator inflated = new BodyAccumulator(budget, ByteBufAllocator.DEFAULT, -1, maxBytes);
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = open(packed, coding)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        inflated.append(chunk, 0, read);
      }
      return inflated.finish();
    } catch (IOException e) {
      String why = e.getMessage() == null ? "it ends too early" : e.getMessage();
      throw ServingException.invalid("the body is not valid " + coding.token() + ": " + why);
    } finally {
      inflated.discard();
    }
  }

  private static InputStream open(RequestBody packed, ContentCoding coding) throws IOException {
    InputStream bytes =
        new ByteBufInputStream(Unpooled.wrappedBuffer(packed.bytes().asByteBuffer()));
    return switch (coding) {
      case GZIP -> new GZIPInputStream(bytes, CHUNK_BYTES);
      case DEFLATE -> isRaw(packed) ? new RawDeflate(bytes) : new InflaterInputStream(bytes);
      case IDENTITY -> bytes;
    };
  }

  /** Deflated bytes without zlib's header and checksum. */
  private static final class RawDeflate extends InflaterInputStream {
    RawDeflate(InputStream in) {
      super(in, new Inflater(true), CHUNK_BYTES);
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end();
    }
  }

  /** True if the two bytes of a zlib header are missing (RFC 1950, 2.2). */
  private static boolean isRaw(RequestBody packed) {
    if (packed.size() < 2) {
      return false;
    }
    byte[] header = packed.copy(0, 2);
    int both = (header[0] & 0xff) << 8 | (header[1] & 0xff);
    return (header[0] & 0x0f) != 8 || both % 31 != 0;
  }
}
