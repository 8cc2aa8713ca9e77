// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ServingException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTimeoutTest {
  @ParameterizedTest
  @CsvSource({
    "1n,PT0.000000001S",
    "5u,PT0.000005S",
    "250m,PT0.25S",
    "30S,PT30S",
    "2M,PT2M",
    "1H,PT1H",
    "0S,PT0S",
    "99999999S,PT99999999S"
  })
  void readsEveryUnit(String header, Duration expected) {
    assertThat(GrpcTimeout.parseNanos(header)).isEqualTo(expected.toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "1", "-1S", "1s", "1 S", "123456789S", "1.5S"})
  void refusesOtherForms(String header) {
    assertThatThrownBy(() -> GrpcTimeout.parseNanos(header))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("'" + header + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.000000001S", "PT0.05S", "PT0.25S", "PT30S", "PT1H", "PT200H"})
  void readsWhatItWrites(Duration timeout) {
    String header = GrpcTimeout.format(timeout);
    assertThat(header).hasSizeLessThanOrEqualTo(9);
    assertThat(GrpcTimeout.parseNanos(header)).isEqualTo(timeout.toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999H"})
  void neverOverflowsTheClock(String header) {
    assertThat(System.nanoTime() + GrpcTimeout.parseNanos(header)).isPositive();
  }
}
