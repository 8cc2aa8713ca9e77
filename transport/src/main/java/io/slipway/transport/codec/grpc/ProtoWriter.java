// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.tensor.Tensor;
import io.slipway.transport.memory.OutputBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the protobuf wire format to the end of a buffer, each byte once: the size that stands
 * before an inner message is found by letting that message write to a writer that only counts.
 * Values that are proto3 defaults are left out. Belongs to one thread; does not own the buffer.
 */
public final class ProtoWriter {
  /** What a message or packed field consists of; may be asked to write more than once. */
  @FunctionalInterface
  public interface Content {
    void writeTo(ProtoWriter writer);
  }

  private final @Nullable OutputBuffer out; // null: only count
  private long size;

  public ProtoWriter(OutputBuffer out) {
    this.out = out;
  }

  private ProtoWriter() {
    this.out = null;
  }

  public void bool(int field, boolean value) {
    if (value) {
      oneBool(field, true);
    }
  }

  public void string(int field, String value) {
    if (!value.isEmpty()) {
      repeatedString(field, value);
    }
  }

  // The members of a oneof and of repeated fields are written even if they are defaults.

  public void oneBool(int field, boolean value) {
    tag(field, ProtoReader.VARINT);
    varint(value ? 1 : 0);
  }

  public void oneVarint(int field, long value) {
    tag(field, ProtoReader.VARINT);
    varint(value);
  }

  public void oneDouble(int field, double value) {
    tag(field, ProtoReader.FIXED64);
    fixed64(Double.doubleToRawLongBits(value));
  }

  public void oneFloat(int field, float value) {
    tag(field, ProtoReader.FIXED32);
    fixed32(Float.floatToRawIntBits(value));
  }

  public void repeatedString(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    tag(field, ProtoReader.BYTES);
    varint(utf8.length);
    size += utf8.length;
    if (out != null) {
      out.writeBytes(utf8);
    }
  }

  public void repeatedBytes(int field, MemorySegment value) {
    tag(field, ProtoReader.BYTES);
    varint(value.byteSize());
    bytes(value);
  }

  /** The bytes of a tensor, large ones without a copy. */
  void repeatedTensor(int field, Tensor value) {
    tag(field, ProtoReader.BYTES);
    long length = value.data().byteSize();
    varint(length);
    size += length;
    if (out != null) {
      out.writeBytes(value);
    }
  }

  public void message(int field, Content content) {
    ProtoWriter counter = new ProtoWriter();
    content.writeTo(counter);
    tag(field, ProtoReader.BYTES);
    varint(counter.size);
    if (out == null) {
      size += counter.size;
    } else {
      content.writeTo(this);
    }
  }

  public void bytes(MemorySegment value) {
    size += value.byteSize();
    if (out != null) {
      out.writeBytes(value);
    }
  }

  public void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put(((int) rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
  }

  private void tag(int field, int wireType) {
    varint(ProtoReader.tag(field, wireType));
  }

  public void fixed32(int value) {
    size += Integer.BYTES;
    if (out != null) {
      out.writeIntLe(value);
    }
  }

  public void fixed64(long value) {
    size += Long.BYTES;
    if (out != null) {
      out.writeLongLe(value);
    }
  }

  private void put(int value) {
    size++;
    if (out != null) {
      out.writeByte(value);
    }
  }
}
