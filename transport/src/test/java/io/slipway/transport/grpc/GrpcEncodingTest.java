// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class GrpcEncodingTest {
  private static final int MAX = 10_000;

  private final BodyBudget budget = new BodyBudget(1 << 20);

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(budget.reservedBytes()).isZero();
  }

  private byte[] inflate(GrpcEncoding encoding, byte[] compressed) {
    try (RequestBody message =
        encoding.inflate(RequestBody.of(compressed), budget, ByteBufAllocator.DEFAULT, MAX)) {
      return message.copy(0, message.size());
    }
  }

  private static byte[] deflate(GrpcEncoding encoding, byte[] message, int level) {
    OutputBuffer plain = OutputBuffer.allocate(message.length);
    plain.writeBytes(message);
    try (OutputBuffer compressed = encoding.deflate(plain, level)) {
      return compressed.toByteArray();
    }
  }

  private void assertFails(ErrorCode code, String message, Runnable action) {
    assertThatThrownBy(action::run)
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(ServingException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @EnumSource
  void inflatesWhatItDeflated(GrpcEncoding encoding) {
    byte[] message = "hello".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    for (GrpcCompression level : GrpcCompression.values()) {
      byte[] compressed = deflate(encoding, message, level.deflateLevel());
      assertThat(inflate(encoding, compressed)).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "IDENTITY")
  void boundsWhatItInflatesTo(GrpcEncoding encoding) {
    byte[] compressed = deflate(encoding, new byte[MAX + 1], 9);
    assertFails(ErrorCode.TOO_LARGE, "limit of 10000", () -> inflate(encoding, compressed));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "IDENTITY")
  void refusesWhatIsOfAnotherEncoding(GrpcEncoding encoding) {
    byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
    assertFails(
        ErrorCode.INVALID_ARGUMENT, "not valid " + encoding.token(), () -> inflate(encoding, text));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        "not valid " + encoding.token(),
        () -> inflate(encoding, new byte[0]));
  }

  @Test
  void refusesWhatIsCutShort() {
    byte[] whole = deflate(GrpcEncoding.GZIP, new byte[5000], 6);
    byte[] part = Arrays.copyOf(whole, whole.length - 9);
    assertFails(ErrorCode.INVALID_ARGUMENT, "gzip", () -> inflate(GrpcEncoding.GZIP, part));
  }

  @Test
  void picksWhatTheClientAccepts() {
    assertThat(GrpcEncoding.accepted(null)).isEqualTo(GrpcEncoding.IDENTITY);
    assertThat(GrpcEncoding.accepted("identity")).isEqualTo(GrpcEncoding.IDENTITY);
    assertThat(GrpcEncoding.accepted("identity, deflate, gzip")).isEqualTo(GrpcEncoding.GZIP);
    assertThat(GrpcEncoding.accepted("deflate,snappy")).isEqualTo(GrpcEncoding.DEFLATE);
    assertThat(GrpcEncoding.accepted("zstd,,")).isEqualTo(GrpcEncoding.IDENTITY);
  }

  @Test
  void knowsNoOther() {
    assertThat(GrpcEncoding.of(null)).isEqualTo(GrpcEncoding.IDENTITY);
    assertThat(GrpcEncoding.of("deflate")).isEqualTo(GrpcEncoding.DEFLATE);
    assertThat(GrpcEncoding.of("zstd")).isNull();
    assertThat(GrpcEncoding.of("GZIP")).isNull();
  }
}
