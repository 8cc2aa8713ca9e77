// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.RequestBody;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http1BodyReaderTest {
  private final BodyBudget budget = new BodyBudget(1 << 20);

  private Http1BodyReader reader(long length) {
    return new Http1BodyReader(
        new BodyAccumulator(budget, ByteBufAllocator.DEFAULT, length, 1 << 16), length);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private void assertBody(Http1BodyReader reader, String expected) {
    try (RequestBody body = reader.finish()) {
      assertThat(new String(body.copy(0, body.size()), StandardCharsets.US_ASCII))
          .isEqualTo(expected);
    }
    assertThat(budget.reservedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
        "05;name=value\r\nhello\r\n6 ;x\r\n world\r\n00\r\n\r\n",
        "b\r\nhello world\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n"
      })
  void joinsChunksHoweverTheyAreSplit(String wire) throws HttpFault {
    for (int part = 1; part <= wire.length(); part++) {
      Http1BodyReader reader = reader(Http1Head.NO_LENGTH);
      ByteBuf pending = Unpooled.buffer();
      boolean complete = false;
      for (int i = 0; i < wire.length(); i += part) {
        assertThat(complete).isFalse();
        pending.writeBytes(bytes(wire.substring(i, Math.min(wire.length(), i + part))));
        complete = reader.read(pending);
      }
      assertThat(complete).isTrue();
      assertBody(reader, "hello world");
    }
  }

  @Test
  void leavesTheNextRequestAlone() throws HttpFault {
    ByteBuf in = bytes("3\r\nabc\r\n0\r\n\r\nGET /");
    Http1BodyReader chunked = reader(Http1Head.NO_LENGTH);
    assertThat(chunked.read(in)).isTrue();
    assertBody(chunked, "abc");
    assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET /");
    Http1BodyReader byLength = reader(3);
    assertThat(byLength.read(in)).isTrue();
    assertBody(byLength, "GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "x\r\n",
        "-1\r\n",
        "0x1\r\n",
        "1 \r\n",
        "1 2\r\n",
        "1\n",
        "1111111111111111\r\n",
        "1\r\nab\r\n",
        "1;\rx\r\n",
        "0\r\nbare\n"
      })
  void refusesMalformedChunks(String wire) {
    Http1BodyReader reader = reader(Http1Head.NO_LENGTH);
    assertThatThrownBy(() -> reader.read(bytes(wire))).isInstanceOf(HttpFault.class);
    reader.discard();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void boundsChunkLinesAndTrailers() {
    assertThatThrownBy(() -> reader(Http1Head.NO_LENGTH).read(bytes("1;" + "x".repeat(5000))))
        .isInstanceOf(HttpFault.class);
    String trailers = "0\r\n" + "a: b\r\n".repeat(1000);
    assertThatThrownBy(() -> reader(Http1Head.NO_LENGTH).read(bytes(trailers)))
        .isInstanceOf(HttpFault.class)
        .hasMessageContaining("trailers");
  }
}
