// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.slipway.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Growable pooled native memory that an answer is written into, front to back. It has one owner,
 * who closes it or passes it on; used by one thread at a time.
 */
public final class OutputBuffer implements AutoCloseable {
  /** Up to here a copy costs less than a buffer of its own. */
  private static final int COPIED_TENSOR_BYTES = 16 * 1024;

  private static final int BEHIND_TENSOR_BYTES = 256;

  /** What is written to. */
  private ByteBuf buffer;

  /** What stands before it, once there is a tensor in its own memory; not empty. */
  private @Nullable CompositeByteBuf before;

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
    CompositeByteBuf first = before;
    if (first != null) {
      first.addComponent(true, buffer);
      buffer = first;
      before = null;
    }
    return buffer;
  }

  public int size() {
    return buffer.readableBytes() + (before == null ? 0 : before.readableBytes());
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

  /**
   * Adds the bytes of a tensor, which stays the caller's. A large one in native memory is not
   * copied: it is {@linkplain Tensor#share shared} until this buffer is sent or closed.
   */
  public void writeBytes(Tensor tensor) {
    MemorySegment data = tensor.data();
    if (data.byteSize() <= COPIED_TENSOR_BYTES || !data.isNative()) {
      writeBytes(data);
      return;
    }
    CompositeByteBuf first = before;
    if (first == null) {
      first = ByteBufAllocator.DEFAULT.compositeDirectBuffer(Integer.MAX_VALUE);
      before = first;
    }
    first.addComponent(true, buffer);
    buffer = ByteBufAllocator.DEFAULT.directBuffer(BEHIND_TENSOR_BYTES);
    first.addComponent(true, TensorMemory.of(tensor.share()));
  }

  /** Copies all of another buffer, which stays as it is. */
  public void writeBytes(OutputBuffer other) {
    ByteBuf whole = other.buffer();
    buffer.writeBytes(whole, whole.readerIndex(), whole.readableBytes());
  }

  public void writeIntLe(int value) {
    buffer.writeIntLE(value);
  }

  public void writeLongLe(long value) {
    buffer.writeLongLE(value);
  }

  /** A copy of what was written so far. */
  public byte[] toByteArray() {
    return ByteBufUtil.getBytes(buffer());
  }

  public String toUtf8() {
    return buffer().toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    buffer().release();
  }
}
