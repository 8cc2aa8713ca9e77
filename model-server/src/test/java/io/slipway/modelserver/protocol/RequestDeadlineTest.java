// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.Parameter;
import io.slipway.modelserver.testing.Headers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDeadlineTest {
  private static final long NOW = 1000;

  private static Deadline of(Parameter timeout, String... headers) {
    return RequestDeadline.of(Map.of("timeout", timeout), Headers.of(headers), NOW);
  }

  private static Deadline of(String... headers) {
    return RequestDeadline.of(Map.of(), Headers.of(headers), NOW);
  }

  @Test
  void readsMicrosecondsFromTheParameter() {
    assertThat(of(new Parameter.Int64(7))).isEqualTo(new Deadline(true, NOW + 7000));
    assertThat(of(new Parameter.Uint64(7))).isEqualTo(new Deadline(true, NOW + 7000));
  }

  @Test
  void takesNoneOrZeroAsNoDeadline() {
    assertThat(of()).isEqualTo(Deadline.NONE);
    assertThat(of(new Parameter.Int64(0))).isEqualTo(Deadline.NONE);
  }

  @Test
  void doesNotOverflow() {
    long farOff = NOW + Long.MAX_VALUE / 2;
    assertThat(of(new Parameter.Int64(Long.MAX_VALUE)).nanoTime()).isEqualTo(farOff);
    assertThat(of(new Parameter.Uint64(-1)).nanoTime()).isEqualTo(farOff);
    assertThat(of("x-envoy-expected-rq-timeout-ms", "9223372036854775807").nanoTime())
        .isEqualTo(farOff);
  }

  @Test
  void readsTheHeaders() {
    assertThat(of("grpc-timeout", "5m")).isEqualTo(new Deadline(true, NOW + 5_000_000));
    assertThat(of("x-envoy-expected-rq-timeout-ms", "3"))
        .isEqualTo(new Deadline(true, NOW + 3_000_000));
  }

  @Test
  void takesTheEarliest() {
    assertThat(
            of(
                new Parameter.Int64(4000),
                "grpc-timeout",
                "5m",
                "x-envoy-expected-rq-timeout-ms",
                "3"))
        .isEqualTo(new Deadline(true, NOW + 3_000_000));
    assertThat(of(new Parameter.Int64(2000), "grpc-timeout", "5m"))
        .isEqualTo(new Deadline(true, NOW + 2_000_000));
  }

  @Test
  void leavesTheHeadersToATransportThatKeepsThem() {
    assertThat(RequestDeadline.of(Map.of(), null, NOW)).isEqualTo(Deadline.NONE);
  }

  @Test
  void refusesWhatIsNoDuration() {
    for (Parameter wrong :
        new Parameter[] {
          new Parameter.Int64(-1),
          new Parameter.Text("5"),
          new Parameter.Float64(1.5),
          new Parameter.Bool(true)
        }) {
      assertThatExceptionOfType(ServingException.class)
          .isThrownBy(() -> of(wrong))
          .withMessageContaining("parameter timeout")
          .withMessageContaining("expected: microseconds")
          .extracting(ServingException::code)
          .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1.5", "99999999999999999999"})
  void refusesAHeaderThatIsNoDuration(String value) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> of("x-envoy-expected-rq-timeout-ms", value))
        .withMessage("x-envoy-expected-rq-timeout-ms: '%s' (expected: milliseconds, >= 0)", value);
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> of("grpc-timeout", value))
        .withMessageContaining("grpc-timeout");
  }
}
