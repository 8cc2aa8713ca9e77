// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import io.slipway.controlplane.apiserver.oidc.OidcConfig.Naming;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** kube-apiserver's options {@code --oidc-...}, read as it reads them. */
public final class OidcFlags {
  public static final String ISSUER_URL = "oidc-issuer-url";
  public static final String CLIENT_ID = "oidc-client-id";
  public static final String CA_FILE = "oidc-ca-file";
  public static final String USERNAME_CLAIM = "oidc-username-claim";
  public static final String USERNAME_PREFIX = "oidc-username-prefix";
  public static final String GROUPS_CLAIM = "oidc-groups-claim";
  public static final String GROUPS_PREFIX = "oidc-groups-prefix";
  public static final String SIGNING_ALGS = "oidc-signing-algs";
  public static final String REQUIRED_CLAIM = "oidc-required-claim";

  private final Function<String, @Nullable String> values;

  private OidcFlags(Function<String, @Nullable String> values) {
    this.values = values;
  }

  /**
   * @param values of options by their names; null where there is none
   * @param requiredClaims all values of {@link #REQUIRED_CLAIM}
   * @throws IllegalArgumentException naming the option, its value and what is expected
   */
  public static OidcConfig read(
      Function<String, @Nullable String> values, List<String> requiredClaims) {
    OidcFlags flags = new OidcFlags(values);
    String issuer = flags.text(ISSUER_URL, "");
    String client = flags.text(CLIENT_ID, "");
    if (issuer.isEmpty() || client.isEmpty()) {
      throw new IllegalArgumentException(
          "--%s and --%s: one is missing (expected: both, with any --oidc-...)"
              .formatted(ISSUER_URL, CLIENT_ID));
    }
    String authorities = values.apply(CA_FILE);
    return new OidcConfig(
        issuer,
        client,
        authorities == null ? null : Path.of(authorities),
        algorithms(flags.text(SIGNING_ALGS, SigningAlgorithm.RS256.name())),
        required(requiredClaims),
        Naming.of(
            issuer,
            flags.text(USERNAME_CLAIM, "sub"),
            flags.text(USERNAME_PREFIX, ""),
            flags.text(GROUPS_CLAIM, ""),
            flags.text(GROUPS_PREFIX, "")));
  }

  private String text(String option, String otherwise) {
    String value = values.apply(option);
    return value == null ? otherwise : value;
  }

  private static Set<SigningAlgorithm> algorithms(String list) {
    Set<SigningAlgorithm> algorithms = EnumSet.noneOf(SigningAlgorithm.class);
    for (String name : list.split(",", -1)) {
      try {
        algorithms.add(SigningAlgorithm.valueOf(name.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "--%s: '%s' (expected: of %s, with commas between)"
                .formatted(SIGNING_ALGS, name, Arrays.toString(SigningAlgorithm.values())),
            e);
      }
    }
    return algorithms;
  }

  private static Map<String, String> required(List<String> pairs) {
    Map<String, String> claims = new HashMap<>();
    for (String several : pairs) {
      for (String pair : several.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
          throw new IllegalArgumentException(
              "--%s: '%s' (expected: CLAIM=VALUE)".formatted(REQUIRED_CLAIM, pair));
        }
        claims.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return claims;
  }
}
