// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.RequestBody;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GrpcMessageReaderTest {
  private static final int MAX = 10_000;

  private final BodyBudget budget = new BodyBudget(1 << 20);
  private final GrpcMessageReader reader =
      new GrpcMessageReader(budget, ByteBufAllocator.DEFAULT, MAX, true);

  private static ByteBuf framed(int flag, byte[] message) {
    return Unpooled.buffer().writeByte(flag).writeInt(message.length).writeBytes(message);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] finish() {
    try (RequestBody message = reader.takeOnly()) {
      return message.copy(0, message.size());
    } finally {
      reader.discard();
    }
  }

  private void assertFails(ErrorCode code, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(ServingException.class, e -> assertThat(e.code()).isEqualTo(code));
    reader.discard();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void joinsAMessageSplitAnywhere() {
    for (int part = 1; part <= 10; part++) {
      GrpcMessageReader split = new GrpcMessageReader(budget, ByteBufAllocator.DEFAULT, MAX, false);
      ByteBuf wire = framed(0, ascii("hello"));
      while (wire.isReadable()) {
        split.read(wire.readSlice(Math.min(part, wire.readableBytes())));
      }
      try (RequestBody message = split.takeOnly()) {
        assertThat(message.copy(0, 5)).isEqualTo(ascii("hello"));
      }
      assertThat(budget.reservedBytes()).isZero();
    }
  }

  @Test
  void doesNotCopyAMessageThatIsWhole() {
    ByteBuf wire = framed(0, ascii("hello"));
    reader.read(wire);
    try (RequestBody message = reader.takeOnly()) {
      wire.setByte(5, 'j');
      assertThat(message.copy(0, 5)).isEqualTo(ascii("jello"));
      assertThat(wire.refCnt()).isEqualTo(2);
    }
    wire.release();
  }

  @Test
  void takesAnEmptyMessage() {
    reader.read(framed(0, new byte[0]));
    assertThat(finish()).isEmpty();
  }

  @Test
  void givesOneMessageAfterAnother() {
    ByteBuf two = framed(0, ascii("a")).writeBytes(framed(1, ascii("bc")));
    assertThat(reader.read(two)).isTrue();
    assertThat(reader.read(two)).isTrue();
    assertThat(reader.compressed()).isFalse();
    assertThat(finish()).isEqualTo(ascii("a"));
    assertThat(reader.atBoundary()).isTrue();
    assertThat(reader.read(two.readSlice(6))).isFalse();
    assertThat(reader.atBoundary()).isFalse();
    assertThat(reader.read(two)).isTrue();
    assertThat(reader.compressed()).isTrue();
    assertThat(finish()).isEqualTo(ascii("bc"));
    assertThat(budget.reservedBytes()).isZero();
    two.release();
  }

  @Test
  void refusesACompressedMessageWithoutAnEncoding() {
    GrpcMessageReader plain = new GrpcMessageReader(budget, ByteBufAllocator.DEFAULT, MAX, false);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain.read(framed(1, ascii("x"))));
  }

  @Test
  void refusesAnUnknownFlag() {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> reader.read(framed(2, ascii("x"))));
  }

  @Test
  void refusesAMessageThatIsTooLargeByItsPrefix() {
    ByteBuf prefix = Unpooled.buffer().writeByte(0).writeInt(-1);
    assertFails(ErrorCode.TOO_LARGE, () -> reader.read(prefix));
  }

  @Test
  void refusesACallWithoutAMessage() {
    assertFails(ErrorCode.NOT_IMPLEMENTED, this::finish);
  }

  @Test
  void refusesATruncatedMessage() {
    reader.read(framed(0, ascii("hello")).readSlice(8));
    assertFails(ErrorCode.INVALID_ARGUMENT, this::finish);
  }
}
