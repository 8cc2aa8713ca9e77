// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.controlplane.apiserver.oidc.OidcConfig;
import io.slipway.controlplane.apiserver.oidc.OidcFlags;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** Whose ID tokens the Kubernetes API takes: options of kube-apiserver's, by their names there. */
final class OidcOptions {
  // as texts of this class, since what reads them is not to be loaded when there are none
  private static final String PREFIX = "oidc-";

  private static final String[][] ALL = {
    {
      "issuer-url",
      "URL",
      "Take ID tokens of this OpenID Connect provider, an address of https, as credentials for"
          + " the Kubernetes API; needs --oidc-client-id."
    },
    {"client-id", "ID", "Whom ID tokens are for."},
    {
      "ca-file",
      "FILE",
      "The CAs that the provider's certificate must come from, in PEM (default: those that the"
          + " JDK trusts)."
    },
    {
      "username-claim",
      "CLAIM",
      "Which claim is the user's name; email has to be verified (default: sub)."
    },
    {
      "username-prefix",
      "TEXT",
      "What is put before it (default: the issuer's URL and #, but nothing before email); - for"
          + " nothing."
    },
    {"groups-claim", "CLAIM", "Which claim is the user's groups (default: none)."},
    {"groups-prefix", "TEXT", "What is put before each group (default: nothing)."},
    {"required-claim", "CLAIM=VALUE", "What else an ID token has to say; may be repeated."},
    {
      "signing-algs",
      "ALG,...",
      "What ID tokens may be signed by: of RS256, RS384, RS512, ES256, ES384, ES512, PS256, PS384"
          + " and PS512 (default: RS256)."
    }
  };

  private OidcOptions() {}

  static Options addTo(Options options) {
    for (String[] each : ALL) {
      options.addOption(
          Option.builder().longOpt(PREFIX + each[0]).hasArg().argName(each[1]).desc(each[2]).get());
    }
    return options;
  }

  /**
   * Null if nothing is said.
   *
   * @throws CommandFailure as a usage error
   */
  static @Nullable OidcConfig config(Arguments arguments) {
    boolean said = false;
    for (String[] each : ALL) {
      said |= arguments.has(PREFIX + each[0]);
    }
    return said ? read(arguments) : null;
  }

  private static OidcConfig read(Arguments arguments) {
    try {
      return OidcFlags.read(arguments::text, arguments.all(OidcFlags.REQUIRED_CLAIM));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
