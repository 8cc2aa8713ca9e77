// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Growable pooled native memory that an answer is written into, front to back. It has one owner,
 * who closes it or passes it on; used by one thread at a time.
 */
public final class OutputBuffer implements AutoCloseable {
  private final ByteBuf buffer;

  private OutputBuffer(ByteBuf buffer) {
    this.buffer = buffer;
  }

  public static OutputBuffer allocate(int expectedSize) {
    return new OutputBuffer(ByteBufAllocator.DEFAULT.directBuffer(expectedSize));
  }

  /** Takes {@code buffer} over; writes go to its end. */
  public static OutputBuffer wrap(ByteBuf buffer) {
    return new OutputBuffer(buffer);
  }

  /** The memory itself, for the code that sends it. Passing it on passes the ownership. */
  public ByteBuf buffer() {
    return buffer;
  }

  public int size() {
    return buffer.readableBytes();
  }

  public void writeByte(int value) {
    buffer.writeByte(value);
  }

  /** Every char must be below 0x80. */
  public void writeAscii(String text) {
    buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  public void writeUtf8(String text) {
    ByteBufUtil.writeUtf8(buffer, text);
  }

  public void writeBytes(byte[] bytes) {
    buffer.writeBytes(bytes);
  }

  public void writeBytes(byte[] bytes, int offset, int length) {
    buffer.writeBytes(bytes, offset, length);
  }

  public void writeBytes(MemorySegment bytes) {
    buffer.writeBytes(bytes.asByteBuffer());
  }

  /** Copies all of another buffer, which stays as it is. */
  public void writeBytes(OutputBuffer other) {
    buffer.writeBytes(other.buffer, other.buffer.readerIndex(), other.size());
  }

  public void writeIntLe(int value) {
    buffer.writeIntLE(value);
  }

  public void writeLongLe(long value) {
    buffer.writeLongLE(value);
  }

  /** Overwrites one byte that was written before. */
  public void setByte(int index, int value) {
    buffer.setByte(buffer.readerIndex() + index, value);
  }

  /** A copy of what was written so far. */
  public byte[] toByteArray() {
    return ByteBufUtil.getBytes(buffer);
  }

  public String toUtf8() {
    return buffer.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    buffer.release();
  }
}
