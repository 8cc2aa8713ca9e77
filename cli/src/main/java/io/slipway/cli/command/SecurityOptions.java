// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.modelserver.access.Limits;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** How the ports of {@code up} and {@code serve} are protected. */
final class SecurityOptions {
  private static final String TLS_CERT = "tls-cert";
  private static final String TLS_KEY = "tls-key";
  private static final String TLS_KEY_PASSWORD = "tls-key-password-file";
  private static final String TLS_CLIENT_CA = "tls-client-ca";
  private static final String TLS_CLIENT_CERT = "tls-client-cert";
  private static final String TOKENS = "tokens";
  private static final String CLIENT_LIMITS = "client-limits";
  private static final String SERVICE_LIMITS = "service-limits";
  private static final String HTTP_RESTRICTED = "http-restricted-api";
  private static final String GRPC_RESTRICTED = "grpc-restricted-protocol";

  private static final String[] TLS_NAMES = {
    TLS_CERT, TLS_KEY, TLS_KEY_PASSWORD, TLS_CLIENT_CA, TLS_CLIENT_CERT
  };
  private static final String[] NAMES = {
    TLS_CERT,
    TLS_KEY,
    TLS_KEY_PASSWORD,
    TLS_CLIENT_CA,
    TLS_CLIENT_CERT,
    TOKENS,
    CLIENT_LIMITS,
    SERVICE_LIMITS,
    HTTP_RESTRICTED,
    GRPC_RESTRICTED
  };

  private SecurityOptions() {}

  static Options addTo(Options options) {
    return limits(tls(options))
        .addOption(
            option(
                TOKENS,
                "FILE",
                "Only those in this file may use the server, each as it says there; read again when"
                    + " it changes."))
        .addOption(
            option(
                HTTP_RESTRICTED,
                "GROUPS:KEY=VALUE",
                "Over HTTP, only requests with the header KEY: VALUE may use these groups of"
                    + " endpoints; may be repeated."))
        .addOption(
            option(
                GRPC_RESTRICTED,
                "GROUPS:KEY=VALUE",
                "The same over gRPC, with the metadata triton-grpc-protocol-KEY; may be"
                    + " repeated."));
  }

  private static Options limits(Options options) {
    return options
        .addOption(
            option(
                CLIENT_LIMITS,
                "LIMITS",
                "What each client may ask for: rate=N (requests per second), burst=N, concurrent=N,"
                    + " bytes=N (of a request), with commas between."))
        .addOption(
            option(
                SERVICE_LIMITS,
                "LIMITS",
                "The same for each service, unless its annotation slipway.io/limits says"
                    + " otherwise."));
  }

  private static Options tls(Options options) {
    return options
        .addOption(
            option(
                TLS_CERT,
                "FILE",
                "Serve over TLS with this certificate, and those that lead to its CA behind it, in"
                    + " PEM; read again when it changes, as all of these files."))
        .addOption(option(TLS_KEY, "FILE", "The private key of --tls-cert, in PEM."))
        .addOption(option(TLS_KEY_PASSWORD, "FILE", "A file whose first line decrypts --tls-key."))
        .addOption(
            option(
                TLS_CLIENT_CA,
                "FILE",
                "The CAs that certificates of clients must come from, in PEM."))
        .addOption(
            option(
                TLS_CLIENT_CERT,
                "WHETHER",
                "With --tls-client-ca, whether a client must have a certificate: required or"
                    + " optional (default: required)."));
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /**
   * @throws CommandFailure as a usage error
   */
  static SecurityConfig config(Arguments arguments) {
    if (nothingAskedFor(arguments)) {
      return SecurityConfig.OPEN;
    }
    return new SecurityConfig(
        tls(arguments),
        arguments.path(TOKENS),
        restrictions(arguments, HTTP_RESTRICTED, ""),
        restrictions(arguments, GRPC_RESTRICTED, HeaderRestrictions.GRPC_PREFIX),
        limits(arguments, CLIENT_LIMITS),
        limits(arguments, SERVICE_LIMITS),
        Map.of());
  }

  private static boolean nothingAskedFor(Arguments arguments) {
    for (String option : NAMES) {
      if (arguments.has(option)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable TlsConfig tls(Arguments arguments) {
    Path certificate = arguments.path(TLS_CERT);
    Path key = arguments.path(TLS_KEY);
    if (certificate == null || key == null) {
      for (String option : TLS_NAMES) {
        if (arguments.has(option)) {
          throw CommandFailure.usage(
              "--%s is for TLS, which needs --%s and --%s".formatted(option, TLS_CERT, TLS_KEY));
        }
      }
      return null;
    }
    Path clientCa = arguments.path(TLS_CLIENT_CA);
    if (clientCa == null && arguments.has(TLS_CLIENT_CERT)) {
      throw CommandFailure.usage("--%s needs --%s".formatted(TLS_CLIENT_CERT, TLS_CLIENT_CA));
    }
    return new TlsConfig(
        certificate,
        key,
        arguments.path(TLS_KEY_PASSWORD),
        clientCa,
        arguments.choice(TLS_CLIENT_CERT, ClientCertificates.class, ClientCertificates.REQUIRED),
        TlsConfig.DEFAULT_HANDSHAKE_TIMEOUT,
        TlsConfig.DEFAULT_MAX_HANDSHAKES);
  }

  private static Limits limits(Arguments arguments, String option) {
    String text = arguments.text(option);
    try {
      return text == null ? Limits.NONE : Limits.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + option + ": " + e.getMessage());
    }
  }

  private static HeaderRestrictions restrictions(
      Arguments arguments, String option, String keyPrefix) {
    List<String> rules = arguments.all(option);
    try {
      return HeaderRestrictions.parse(rules, keyPrefix);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + option + ": " + e.getMessage());
    }
  }
}
