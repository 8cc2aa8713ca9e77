// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.testing.Headers;
import io.slipway.transport.http.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private static final Peer PEER = Peer.plain(ADDRESS);

  private static Tokens tokens() throws IOException {
    return TokenLines.parse(
            Path.of("tokens"),
            List.of(
                "alice alice-0123456789",
                "scraper scraper-0123456789 groups=metrics",
                "edge cert:CN:edge groups=inference"))
        .tokens();
  }

  private static Access decide(EndpointGroup group, Peer peer, String... headers)
      throws IOException {
    return Access.decide(tokens(), group, Headers.of(headers), peer);
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer alice-0123456789",
    "authorization, bearer   alice-0123456789",
    "X-API-Key, alice-0123456789",
    "x-api-key, ' alice-0123456789 '",
  })
  void grantsWhomATokenStandsFor(String header, String value) throws Exception {
    assertThat(decide(EndpointGroup.INFERENCE, PEER, header, value))
        .isInstanceOfSatisfying(
            Access.Granted.class,
            granted -> assertThat(granted.client().name()).isEqualTo("alice"));
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer alice-012345678",
    "Authorization, Bearer alice-01234567890",
    "Authorization, Bearer",
    "Authorization, Basic YWxpY2U6eA==",
    "Authorization, alice-0123456789",
    "X-API-Key, nobody",
    "Cookie, alice-0123456789",
  })
  void knowsNobodyElse(String header, String value) throws Exception {
    assertThat(decide(EndpointGroup.INFERENCE, PEER, header, value))
        .isInstanceOf(Access.Unauthenticated.class)
        .asString()
        .doesNotContain("alice-0123456789");
  }

  @Test
  void deniesWhatAClientMayNot() throws Exception {
    assertThat(decide(EndpointGroup.MODEL_REPOSITORY, PEER, "X-API-Key", "alice-0123456789"))
        .isEqualTo(
            new Access.Denied(
                "client 'alice' may not use the endpoints of group 'model-repository'"));
  }

  @Test
  void letsEverybodyDoWhatNeedsNoToken() throws Exception {
    assertThat(decide(EndpointGroup.HEALTH, PEER)).isInstanceOf(Access.Granted.class);
    assertThat(decide(EndpointGroup.HEALTH, PEER, "X-API-Key", "scraper-0123456789"))
        .isInstanceOf(Access.Granted.class);
    assertThat(decide(EndpointGroup.METADATA, PEER)).isInstanceOf(Access.Unauthenticated.class);
  }

  @Test
  void aTokenThatIsNotKnownOpensNothing() throws Exception {
    assertThat(decide(EndpointGroup.HEALTH, PEER, "X-API-Key", "nobody"))
        .isInstanceOf(Access.Unauthenticated.class);
  }

  @Test
  void knowsAClientByItsCertificateUnlessItShowsAToken() throws Exception {
    Peer edge = new Peer(ADDRESS, true, List.of("DNS:localhost", "CN:edge"));
    assertThat(decide(EndpointGroup.INFERENCE, edge))
        .isInstanceOfSatisfying(
            Access.Granted.class, granted -> assertThat(granted.client().name()).isEqualTo("edge"));
    assertThat(decide(EndpointGroup.METADATA, edge)).isInstanceOf(Access.Denied.class);
    assertThat(decide(EndpointGroup.METADATA, edge, "X-API-Key", "alice-0123456789"))
        .isInstanceOf(Access.Granted.class);
    assertThat(decide(EndpointGroup.INFERENCE, edge, "X-API-Key", "nobody"))
        .isInstanceOf(Access.Unauthenticated.class);
  }
}
