// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.testing.OidcIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProviderTest {
  @TempDir private Path directory;
  private OidcIssuer issuer;

  @BeforeEach
  void start() {
    issuer = OidcIssuer.start(directory);
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private static KeySource provider(String url, @Nullable Path authorities) throws IOException {
    return Provider.of(
        new OidcConfig(
            url,
            "us",
            authorities,
            EnumSet.of(SigningAlgorithm.RS256),
            Map.of(),
            new OidcConfig.Naming("sub", "", "", "")));
  }

  @Test
  void anIssuerTellsItsKeys() throws Exception {
    JsonWebKeys keys = provider(issuer.url(), issuer.authorities()).fetch();

    assertThat(keys.keys())
        .containsExactlyInAnyOrder(
            new JsonWebKeys.Key("rsa", issuer.key("rsa").getPublic()),
            new JsonWebKeys.Key("ec", issuer.key("ec").getPublic()));
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNotTrusted() throws Exception {
    KeySource stranger = provider(issuer.url(), null);

    assertThatThrownBy(stranger::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(issuer.url() + "/.well-known/openid-configuration: ");
  }

  @Test
  void whoNamesAnotherIssuerIsNotBelieved() throws Exception {
    String same = issuer.url().replace("localhost", "127.0.0.1");

    assertThatThrownBy(provider(same, issuer.authorities())::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("issuer: '" + issuer.url() + "' (expected: '" + same + "')");
    assertThatThrownBy(provider(issuer.url() + "/none", issuer.authorities())::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 404 (expected: 200)");
  }

  @Test
  void anIssuerThatIsAwayIsSaidToBe() throws Exception {
    issuer.close();

    assertThatThrownBy(provider(issuer.url(), issuer.authorities())::fetch)
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFileWithoutACertificateIsRefusedAtOnce() throws Exception {
    Path file = Files.writeString(directory.resolve("none.pem"), "nothing\n");

    assertThatThrownBy(() -> provider(issuer.url(), file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> provider(issuer.url(), directory.resolve("gone.pem")))
        .isInstanceOf(IOException.class);
  }
}
