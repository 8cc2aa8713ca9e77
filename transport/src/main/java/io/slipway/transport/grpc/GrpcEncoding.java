// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** How the messages of a call are compressed: the values of {@code grpc-encoding}. */
public enum GrpcEncoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  /** With zlib's header, as gRPC and HTTP have it. */
  DEFLATE("deflate");

  /** The value of {@code grpc-accept-encoding} that names all of them. */
  public static final String ALL = "identity,deflate,gzip";

  private static final GrpcEncoding[] VALUES = values();

  private static final int CHUNK_BYTES = 16 * 1024;

  private final String token;

  GrpcEncoding(String token) {
    this.token = token;
  }

  /** As on the wire. */
  public String token() {
    return token;
  }

  /** The encoding of that name, null if it is none of these. No header means IDENTITY. */
  public static @Nullable GrpcEncoding of(@Nullable CharSequence header) {
    if (header == null) {
      return IDENTITY;
    }
    for (GrpcEncoding encoding : VALUES) {
      if (AsciiString.contentEquals(encoding.token, header)) {
        return encoding;
      }
    }
    return null;
  }

  /** The one to answer with, to a client that accepts what its header says. */
  public static GrpcEncoding accepted(@Nullable CharSequence acceptHeader) {
    if (acceptHeader == null) {
      return IDENTITY;
    }
    boolean deflate = false;
    for (String each : acceptHeader.toString().split(",", -1)) {
      GrpcEncoding encoding = of(each.strip());
      if (encoding == GZIP) {
        return GZIP;
      }
      deflate |= encoding == DEFLATE;
    }
    return deflate ? DEFLATE : IDENTITY;
  }

  /**
   * The message that {@code compressed}, which this closes, was made of. Takes CPU time in
   * proportion to {@code maxBytes} at worst.
   *
   * @throws ServingException TOO_LARGE above {@code maxBytes}, UNAVAILABLE over the budget,
   *     INVALID_ARGUMENT if it is not of this encoding
   */
  public RequestBody inflate(
      RequestBody compressed, BodyBudget budget, ByteBufAllocator allocator, long maxBytes) {
    BodyAccumulator inflated = new BodyAccumulator(budget, allocator, -1, maxBytes);
    byte[] chunk = new byte[CHUNK_BYTES];
    ByteBuf bytes = Unpooled.wrappedBuffer(compressed.bytes().asByteBuffer());
    try (InputStream in = inflating(new ByteBufInputStream(bytes))) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        inflated.append(chunk, 0, read);
      }
      return inflated.finish();
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          "the message is not valid " + token + ": " + e.getMessage(),
          e);
    } finally {
      inflated.discard();
      compressed.close();
    }
  }

  private InputStream inflating(InputStream in) throws IOException {
    return switch (this) {
      case IDENTITY -> in;
      case GZIP -> new GZIPInputStream(in);
      case DEFLATE -> new InflaterInputStream(in);
    };
  }

  /** {@code message}, which this takes over, in this encoding. */
  public OutputBuffer deflate(OutputBuffer message, int level) {
    if (this == IDENTITY) {
      return message;
    }
    ByteBuf compressed = ByteBufAllocator.DEFAULT.directBuffer(Math.max(64, message.size() / 4));
    boolean done = false;
    try (message) {
      writeDeflated(message.buffer(), new ByteBufOutputStream(compressed), level);
      done = true;
      return OutputBuffer.wrap(compressed);
    } catch (IOException e) { // which memory does not throw
      throw new UncheckedIOException(e);
    } finally {
      if (!done) {
        compressed.release();
      }
    }
  }

  private void writeDeflated(ByteBuf from, OutputStream to, int level) throws IOException {
    try (OutputStream out = deflating(to, level)) {
      from.readBytes(out, from.readableBytes());
    }
  }

  private OutputStream deflating(OutputStream out, int level) throws IOException {
    return this == GZIP
        ? new GZIPOutputStream(out) {
          {
            def.setLevel(level);
          }
        }
        : new DeflaterOutputStream(out, new Deflater(level)) {
          @Override
          public void close() throws IOException {
            super.close();
            def.end();
          }
        };
  }
}
