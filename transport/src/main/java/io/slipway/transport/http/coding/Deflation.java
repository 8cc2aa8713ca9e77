// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.coding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.slipway.transport.memory.OutputBuffer;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Packs response bodies, at the fastest level: what is waited for is the answer, not the last
 * percent.
 */
final class Deflation {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** RFC 1952, 2.3: deflate, no name, no time, fastest algorithm, unknown system. */
  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

  private Deflation() {}

  /**
   * The packed bytes, the caller's; null if they would not be clearly fewer, which the first part
   * of a large body tells. {@code plain} stays the caller's.
   */
  static @Nullable OutputBuffer deflate(OutputBuffer plain, ContentCoding coding) {
    boolean gzip = coding == ContentCoding.GZIP;
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, gzip);
    ByteBuf packed = ByteBufAllocator.DEFAULT.directBuffer(Math.max(256, plain.size() / 4));
    boolean worthwhile = false;
    try {
      if (gzip) {
        packed.writeBytes(GZIP_HEADER);
      }
      worthwhile = pack(plain.buffer().nioBuffer(), deflater, packed);
      if (worthwhile && gzip) {
        CRC32 checksum = new CRC32();
        checksum.update(plain.buffer().nioBuffer());
        packed.writeIntLE((int) checksum.getValue()).writeIntLE(plain.size());
      }
      return worthwhile ? OutputBuffer.wrap(packed) : null;
    } finally {
      deflater.end();
      if (!worthwhile) {
        packed.release();
      }
    }
  }

  private static boolean pack(ByteBuffer plain, Deflater deflater, ByteBuf packed) {
    int size = plain.remaining();
    for (int at = 0; at < size; at += CHUNK_BYTES) {
      int length = Math.min(CHUNK_BYTES, size - at);
      deflater.setInput(plain.slice(at, length));
      if (at + length == size) {
        deflater.finish();
      }
      drain(deflater, packed);
      if (!pays(packed.readableBytes(), at + length)) {
        return false;
      }
    }
    return true;
  }

  /** Writes what the input so far gives; the deflater is done with it when room is left over. */
  private static void drain(Deflater deflater, ByteBuf packed) {
    int free;
    int written;
    do {
      packed.ensureWritable(1024);
      free = packed.writableBytes();
      written = deflater.deflate(packed.nioBuffer(packed.writerIndex(), free));
      packed.writerIndex(packed.writerIndex() + written);
    } while (written == free);
  }

  /** At least a tenth is saved. */
  private static boolean pays(int packed, int plain) {
    return packed < plain - plain / 10;
  }
}
