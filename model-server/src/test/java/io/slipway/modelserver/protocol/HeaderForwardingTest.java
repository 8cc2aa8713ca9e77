// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.modelserver.testing.Headers;
import io.slipway.modelserver.testing.Requests;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

class HeaderForwardingTest {
  private final Requests requests = new Requests();

  private Map<String, Parameter> forwarded(
      HeaderForwarding forwarding, Protocol protocol, String... headers) {
    try (InferenceRequest request =
        forwarding.addTo(
            requests.fitting().withParameters(Map.of("x-own", new Parameter.Int64(1))),
            protocol,
            Headers.of(headers))) {
      return request.parameters();
    }
  }

  @Test
  void forwardsHeadersWhoseWholeNameMatchesInAnyCase() {
    HeaderForwarding forwarding = HeaderForwarding.of("x-a.*", null);
    assertThat(forwarded(forwarding, Protocol.V2, "X-Abc", "1", "not-x-a", "2", "x-b", "3"))
        .containsOnly(
            Map.entry("x-own", new Parameter.Int64(1)),
            Map.entry("X-Abc", new Parameter.Text("1")));
  }

  @Test
  void mindsCaseIfThePatternSaysSo() {
    HeaderForwarding forwarding = HeaderForwarding.of("(?-i)x-a.*", null);
    assertThat(forwarded(forwarding, Protocol.V1, "X-Abc", "1", "x-abd", "2"))
        .containsEntry("x-abd", new Parameter.Text("2"))
        .doesNotContainKey("X-Abc");
  }

  @Test
  void hasAPatternForEachProtocol() {
    HeaderForwarding forwarding = HeaderForwarding.of("h.*", "g.*");
    String[] headers = {"h1", "1", "g1", "2"};
    assertThat(forwarded(forwarding, Protocol.V1, headers)).containsKey("h1").hasSize(2);
    assertThat(forwarded(forwarding, Protocol.V2, headers)).containsKey("h1").hasSize(2);
    assertThat(forwarded(forwarding, Protocol.GRPC, headers)).containsKey("g1").hasSize(2);
    assertThat(HeaderForwarding.NONE.concerns(Protocol.GRPC)).isFalse();
    assertThat(forwarding.concerns(Protocol.GRPC)).isTrue();
  }

  @Test
  void neverReplacesAParameterNorSetsAReservedOne() {
    HeaderForwarding forwarding = HeaderForwarding.of(".*", null);
    assertThat(
            forwarded(
                forwarding,
                Protocol.V2,
                "x-own",
                "2",
                "timeout",
                "1",
                "priority",
                "1",
                "triton_x",
                "1"))
        .containsExactly(Map.entry("x-own", new Parameter.Int64(1)));
  }

  @Test
  void refusesWhatIsNoPattern() {
    assertThatExceptionOfType(PatternSyntaxException.class)
        .isThrownBy(() -> HeaderForwarding.of("(", null));
  }
}
