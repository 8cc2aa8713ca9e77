// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.Limits;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.commons.cli.ParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityOptionsTest {
  private static ServingConfig config(String... args) throws ParseException {
    return ServerOptions.config(
        Arguments.parse(
            new ServeCommand(ServingProcess.untilStopped()),
            List.of(args),
            new PrintWriter(Writer.nullWriter())));
  }

  private static SecurityConfig security(String arguments) throws ParseException {
    return config(arguments.split(" ", -1)).security();
  }

  @Test
  void unlessToldThereIsNoProtection() throws Exception {
    assertThat(config().security()).isSameAs(SecurityConfig.OPEN);
  }

  @Test
  void readsTheFilesOfTls() throws Exception {
    SecurityConfig security = security("--tls-cert c.pem --tls-key k.pem");
    assertThat(security.tls()).isEqualTo(TlsConfig.of(Path.of("c.pem"), Path.of("k.pem")));
    assertThat(security.authenticates()).isFalse();
  }

  @Test
  void readsWhichClientsItTrusts() throws Exception {
    String tls = "--tls-cert c --tls-key k --tls-key-password-file p --tls-client-ca ca";
    TlsConfig required = Objects.requireNonNull(security(tls).tls());
    assertThat(required.keyPassword()).isEqualTo(Path.of("p"));
    assertThat(required.clientCa()).isEqualTo(Path.of("ca"));
    assertThat(required.clientCertificates()).isEqualTo(ClientCertificates.REQUIRED);
    TlsConfig optional =
        Objects.requireNonNull(security(tls + " --tls-client-cert optional").tls());
    assertThat(optional.clientCertificates()).isEqualTo(ClientCertificates.OPTIONAL);
  }

  @ParameterizedTest
  @CsvSource({
    "--tls-cert c, --tls-cert is for TLS",
    "--tls-key k, --tls-key is for TLS",
    "--tls-client-ca ca, --tls-client-ca is for TLS",
    "--tls-key-password-file p, --tls-key-password-file is for TLS",
    "--tls-cert c --tls-key k --tls-client-cert optional, --tls-client-cert needs --tls-client-ca",
    "--tls-cert c --tls-key k --tls-client-ca a --tls-client-cert maybe, 'required'",
    "--http-restricted-api health, --http-restricted-api: 'health'",
    "--grpc-restricted-protocol x:a=b, there is no group 'x'",
    "--client-limits speed=1, --client-limits: ",
    "--service-limits rate=0, --service-limits: rate=0",
  })
  void saysWhichOptionIsWrong(String arguments, String expected) {
    assertThatThrownBy(() -> security(arguments))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining(expected.replace("'required'", "optional, required"));
  }

  @Test
  void readsTokensAndLimits() throws Exception {
    SecurityConfig security =
        security("--tokens t.txt --client-limits rate=5 --service-limits concurrent=2");
    assertThat(security.tokens()).isEqualTo(Path.of("t.txt"));
    assertThat(security.clientLimits()).isEqualTo(Limits.parse("rate=5"));
    assertThat(security.serviceLimits()).isEqualTo(Limits.parse("concurrent=2"));
    assertThat(security.isOpen()).isFalse();
    assertThat(security("--service-limits concurrent=2").isOpen()).isFalse();
  }

  @Test
  void tokensInPlainTextAreNoReasonToLetOthersIn() throws Exception {
    assertThatThrownBy(() -> security("--host 0.0.0.0 --tokens t"))
        .hasMessageContaining("--insecure");
    assertThat(security("--host 0.0.0.0 --tokens t --tls-cert c --tls-key k").authenticates())
        .isTrue();
  }

  @Test
  void othersMayReachItWhereClientsMustShowACertificate() throws Exception {
    String host = "--host 0.0.0.0 --tls-cert c --tls-key k";
    assertThat(security(host + " --tls-client-ca ca").authenticates()).isTrue();
    assertThatThrownBy(() -> security(host)).hasMessageContaining("--insecure");
    assertThatThrownBy(() -> security(host + " --tls-client-ca ca --tls-client-cert optional"))
        .hasMessageContaining("--insecure");
  }
}
