// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InflationTest {
  private static final byte[] TEXT = "[1.5, 2.5]".repeat(5000).getBytes(StandardCharsets.UTF_8);

  private final BodyBudget budget = new BodyBudget(1_000_000);
  private final Inflation inflation = new Inflation(budget, 100_000);

  @AfterEach
  void nothingIsHeld() {
    assertThat(budget.reservedBytes()).isZero();
  }

  private byte[] inflate(byte[] packed, ContentCoding coding) {
    try (RequestBody body = RequestBody.of(packed);
        RequestBody inflated = inflation.inflate(body, coding)) {
      return inflated.copy(0, inflated.size());
    }
  }

  static byte[] pack(byte[] plain, ContentCoding coding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        coding == ContentCoding.GZIP
            ? new GZIPOutputStream(bytes)
            : new DeflaterOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE"})
  void unpacks(ContentCoding coding) throws IOException {
    assertThat(inflate(pack(TEXT, coding), coding)).isEqualTo(TEXT);
  }

  @Test
  void unpacksDeflatedBytesWithoutZlibHeader() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater raw = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try (OutputStream out = new DeflaterOutputStream(bytes, raw)) {
      out.write(TEXT);
    }
    raw.end();
    assertThat(inflate(bytes.toByteArray(), ContentCoding.DEFLATE)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE"})
  void stopsABombAtTheLimitOfOneBody(ContentCoding coding) throws IOException {
    byte[] bomb = pack(new byte[50_000_000], coding);
    assertThat(bomb).hasSizeLessThan(100_000);
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> inflate(bomb, coding))
        .withMessageContaining("limit of 100000 bytes")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void countsUnpackedBytesInTheBudget() throws IOException {
    Inflation tight = new Inflation(new BodyBudget(20_000), 100_000);
    try (RequestBody body = RequestBody.of(pack(TEXT, ContentCoding.GZIP))) {
      assertThatExceptionOfType(ServingException.class)
          .isThrownBy(() -> tight.inflate(body, ContentCoding.GZIP))
          .extracting(ServingException::code)
          .isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 15, 60, 100})
  void refusesWhatIsCutOff(int length) throws IOException {
    for (ContentCoding coding : new ContentCoding[] {ContentCoding.GZIP, ContentCoding.DEFLATE}) {
      byte[] cut = Arrays.copyOf(pack(TEXT, coding), length);
      assertThatExceptionOfType(ServingException.class)
          .isThrownBy(() -> inflate(cut, coding))
          .withMessageContaining("not valid " + coding.token())
          .extracting(ServingException::code)
          .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
  }

  @Test
  void refusesAWrongChecksum() throws IOException {
    byte[] packed = pack(TEXT, ContentCoding.GZIP);
    packed[packed.length - 6] ^= 1;
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> inflate(packed, ContentCoding.GZIP))
        .withMessageContaining("gzip");
  }

  @Test
  void failsOnNoBytesInAnyOtherWay() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      if (i % 2 == 0 && noise.length > 3) {
        noise[0] = 0x1f;
        noise[1] = (byte) 0x8b;
        noise[2] = 8;
      }
      ContentCoding coding = i % 3 == 0 ? ContentCoding.DEFLATE : ContentCoding.GZIP;
      try {
        inflate(noise, coding);
      } catch (ServingException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 65_536, 65_537, 300_000})
  void unpacksWhatIsPackedHere(int size) {
    byte[] plain =
        Arrays.copyOf("0.25,0.125,".repeat(30_000).getBytes(StandardCharsets.UTF_8), size);
    Inflation large = new Inflation(budget, 900_000);
    for (ContentCoding coding : new ContentCoding[] {ContentCoding.GZIP, ContentCoding.DEFLATE}) {
      try (OutputBuffer answer = OutputBuffer.allocate(size)) {
        answer.writeBytes(plain);
        try (OutputBuffer packed = Objects.requireNonNull(Deflation.deflate(answer, coding))) {
          assertThat(packed.size()).isLessThan(size / 2);
          try (RequestBody body = RequestBody.of(packed.toByteArray());
              RequestBody back = large.inflate(body, coding)) {
            assertThat(back.copy(0, back.size())).isEqualTo(plain);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 200_000})
  void doesNotPackWhatDoesNotShrink(int size) {
    byte[] noise = new byte[size];
    new Random(3).nextBytes(noise);
    try (OutputBuffer answer = OutputBuffer.allocate(size)) {
      answer.writeBytes(noise);
      assertThat(Deflation.deflate(answer, ContentCoding.GZIP)).isNull();
      assertThat(answer.toByteArray()).isEqualTo(noise);
    }
  }
}
