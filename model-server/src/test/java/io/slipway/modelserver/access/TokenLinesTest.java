// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenLinesTest {
  private static final Path FILE = Path.of("tokens");
  private static final String TOKEN = "0123456789abcdef";

  private static Tokens parse(String text) throws IOException {
    return TokenLines.parse(FILE, text.lines().toList()).tokens();
  }

  private static Client client(String text) throws IOException {
    return Objects.requireNonNull(parse(text).byToken(TOKEN));
  }

  @Test
  void aClientMayAskModelsForPredictionsUnlessToldOtherwise() throws Exception {
    Client alice = client("alice " + TOKEN);
    assertThat(alice.name()).isEqualTo("alice");
    assertThat(alice.groups())
        .containsExactlyInAnyOrder(
            EndpointGroup.HEALTH, EndpointGroup.METADATA, EndpointGroup.INFERENCE);
    assertThat(alice.mayAll(EndpointGroup.INFERENCE)).isTrue();
    assertThat(alice.limits()).isEqualTo(Limits.NONE);
  }

  @Test
  void readsWhatAClientMay() throws Exception {
    Client alice =
        client(
            "# people\n\n  alice\t"
                + TOKEN
                + " services=iris,team-a/* groups=inference,model-repository rate=5"
                + " burst=7 concurrent=2 bytes=3KiB");
    assertThat(alice.groups())
        .containsExactlyInAnyOrder(EndpointGroup.INFERENCE, EndpointGroup.MODEL_REPOSITORY);
    assertThat(alice.may(EndpointGroup.INFERENCE, "default", "iris")).isTrue();
    assertThat(alice.may(EndpointGroup.INFERENCE, "team-a", "any")).isTrue();
    assertThat(alice.may(EndpointGroup.INFERENCE, "team-b", "iris")).isFalse();
    assertThat(alice.may(EndpointGroup.HEALTH, "default", "iris")).isFalse();
    assertThat(alice.limits()).isEqualTo(new Limits(5, 7, 2, 3 << 10));
  }

  @Test
  void knowsATokenByItsHash() throws Exception {
    String hash = HexFormat.of().withUpperCase().formatHex(Tokens.sha256(TOKEN));
    TokenLines lines =
        TokenLines.parse(FILE, List.of("alice sha256:" + hash, "edge cert:CN:edge-7"));
    assertThat(lines.hasClearTokens()).isFalse();
    assertThat(lines.tokens().byToken(TOKEN)).isNotNull();
    assertThat(lines.tokens().byToken("sha256:" + hash)).isNull();
    assertThat(lines.tokens().byToken(hash)).isNull();
    assertThat(TokenLines.parse(FILE, List.of("alice " + TOKEN)).hasClearTokens()).isTrue();
  }

  @Test
  void knowsClientsByTheNamesInTheirCertificates() throws Exception {
    Tokens tokens = parse("edge cert:CN:edge-7\nspiffe cert:URI:spiffe://a/b groups=all");
    assertThat(Objects.requireNonNull(tokens.byCertificate(List.of("DNS:x", "CN:edge-7"))).name())
        .isEqualTo("edge");
    assertThat(Objects.requireNonNull(tokens.byCertificate(List.of("URI:spiffe://a/b"))).groups())
        .containsExactlyInAnyOrder(EndpointGroup.values());
    assertThat(tokens.byCertificate(List.of("DNS:edge-7"))).isNull();
    assertThat(tokens.byCertificate(List.of())).isNull();
  }

  @Test
  void aClientMayHaveSeveralTokens() throws Exception {
    Tokens tokens = parse("alice " + TOKEN + "\nalice fedcba9876543210 groups=none");
    assertThat(tokens.byToken(TOKEN)).isNotNull();
    assertThat(Objects.requireNonNull(tokens.byToken("fedcba9876543210")).groups()).isEmpty();
  }

  @Test
  void whoShowsNoCredentialMayProbeUnlessToldOtherwise() throws Exception {
    assertThat(parse("").anonymous().groups()).containsExactly(EndpointGroup.HEALTH);
    assertThat(parse("anonymous -").anonymous().groups()).containsExactly(EndpointGroup.HEALTH);
    assertThat(parse("anonymous - groups=none").anonymous().groups()).isEmpty();
    Client open = parse("anonymous - groups=inference services=open").anonymous();
    assertThat(open.may(EndpointGroup.INFERENCE, "default", "open")).isTrue();
    assertThat(open.may(EndpointGroup.INFERENCE, "default", "closed")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "alice, NAME CREDENTIAL",
    "a/b 0123456789abcdef, client 'a/b'",
    "alice short, the token of 'alice' is too short",
    "alice sha256:12, 64 hexadecimal digits",
    "alice sha256:zz, 64 hexadecimal digits",
    "alice cert:edge, certificate 'edge'",
    "alice 0123456789abcdef group=all, 'group'",
    "alice 0123456789abcdef all, 'all'",
    "alice 0123456789abcdef groups=everything, no group 'everything'",
    "alice 0123456789abcdef groups=all groups=none, 'groups' is given twice",
    "alice 0123456789abcdef services=a/b/c, service 'a/b/c'",
    "alice 0123456789abcdef services=, service ''",
    "alice 0123456789abcdef services=*-prod, service '*-prod'",
    "alice 0123456789abcdef rate=fast, rate=fast",
    "alice 0123456789abcdef burst=2, burst=2",
    "anonymous 0123456789abcdef, anonymous -",
    "alice -, too short",
  })
  void saysWhatIsWrongWithALineWithoutShowingItsToken(String line, String expected) {
    assertThatThrownBy(() -> parse("# one\n" + line))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("tokens:2: ")
        .hasMessageContaining(expected)
        .hasMessageNotContaining(TOKEN);
  }

  @Test
  void tellsAllFaultsAtOnce() {
    assertThatThrownBy(
            () -> parse("alice\nbob " + TOKEN + "\ncarol " + TOKEN + "\nanonymous -\nanonymous -"))
        .hasMessageContaining("tokens:1: ")
        .hasMessageContaining("tokens:3: the credential of 'carol' is in a line above already")
        .hasMessageContaining("tokens:5: ");
  }

  @Test
  void showsNoToken() throws Exception {
    assertThat(new Credential.Token(TOKEN).toString()).doesNotContain(TOKEN);
    assertThat(client("alice " + TOKEN).toString()).doesNotContain(TOKEN);
  }
}
