// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | GZIP",
        "deflate | DEFLATE",
        "GZIP | GZIP",
        "x-gzip | GZIP",
        "gzip, deflate, br | GZIP",
        "deflate, gzip | GZIP",
        "gzip;q=0.5, deflate;q=0.8 | DEFLATE",
        "gzip ; q=0.5 , deflate; Q=0.4 | GZIP",
        "gzip;q=0.5, identity | IDENTITY",
        "gzip;q=0.5, identity;q=0.5 | GZIP",
        "* | GZIP",
        "gzip;q=0, * | DEFLATE",
        "gzip;q=0, deflate;q=0 | IDENTITY",
        "br, zstd | IDENTITY",
        "identity | IDENTITY",
        "'' | IDENTITY",
        "gzip;q=2 | IDENTITY",
        "gzip;q=NaN | IDENTITY",
        "gzip;level=9 | IDENTITY",
        ",,;q=1,gzip | GZIP",
      })
  void picksWhatTheCallerLikesBest(String acceptEncoding, ContentCoding expected) {
    assertThat(ContentCoding.preferred(acceptEncoding)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"gzip,GZIP", "x-gzip,GZIP", " Deflate ,DEFLATE", "identity,IDENTITY", "'',IDENTITY"})
  void knowsTheCodingsOfRequests(String contentEncoding, ContentCoding expected) {
    assertThat(ContentCoding.of(contentEncoding)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip, gzip", "compress", "zstd"})
  void refusesOtherCodings(String contentEncoding) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> ContentCoding.of(contentEncoding))
        .withMessageContaining("'" + contentEncoding + "'")
        .withMessageContaining("expected: gzip or deflate")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
  }
}
