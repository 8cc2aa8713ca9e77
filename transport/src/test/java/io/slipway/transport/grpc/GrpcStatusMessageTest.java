// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcStatusMessageTest {
  @ParameterizedTest
  @CsvSource({"plain text,plain text", "100%,100%25", "Größe,Gr%C3%B6%C3%9Fe", "\u20ac,%E2%82%AC"})
  void encodesWhatIsNotPrintableAscii(String message, String encoded) {
    assertThat(GrpcStatusMessage.encode(message)).isEqualTo(encoded);
    assertThat(GrpcStatusMessage.decode(encoded)).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb\tc", "\u0000", "😀 %41 %"})
  void readsWhatItWrites(String message) {
    assertThat(GrpcStatusMessage.decode(GrpcStatusMessage.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "x%"})
  void leavesBrokenEscapesAlone(String encoded) {
    assertThat(GrpcStatusMessage.decode(encoded)).isEqualTo(encoded);
  }
}
