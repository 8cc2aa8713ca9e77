// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import io.slipway.controlplane.apiserver.token.ServiceAccountTokens;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose ID tokens are taken, and what is made of them.
 *
 * @param issuer as tokens name it in {@code iss}
 * @param clientId whom tokens are for, in {@code aud}
 * @param authorities certificates (PEM) that the issuer's is checked with; null for those that the
 *     JDK trusts
 * @param algorithms that tokens may be signed by
 * @param requiredClaims that a token must have, with just this text
 */
public record OidcConfig(
    String issuer,
    String clientId,
    @Nullable Path authorities,
    Set<SigningAlgorithm> algorithms,
    Map<String, String> requiredClaims,
    Naming naming) {
  /** What kube-apiserver calls no prefix. */
  private static final String NO_PREFIX = "-";

  static final String EMAIL = "email";

  /**
   * @throws IllegalArgumentException if it makes no sense: which part, and what is expected
   */
  public OidcConfig {
    checkIssuer(issuer);
    if (clientId.isEmpty()) {
      throw new IllegalArgumentException("client id: empty (expected: whom tokens are for)");
    }
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("signing algorithms: none (expected: one or more)");
    }
    algorithms = Set.copyOf(algorithms);
    requiredClaims = Map.copyOf(requiredClaims);
  }

  private static void checkIssuer(String issuer) {
    URI uri;
    try {
      uri = new URI(issuer);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("issuer URL: " + e.getMessage(), e);
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "issuer URL: '" + issuer + "' (expected: https://HOST[:PORT][/PATH] and no more)");
    }
    if (issuer.equals(ServiceAccountTokens.ISSUER)) {
      throw new IllegalArgumentException(
          "issuer URL: '" + issuer + "' is that of service accounts (expected: another)");
    }
  }

  /**
   * What claims become names.
   *
   * @param userClaim whose text is the user's name
   * @param userPrefix before the name; may be empty
   * @param groupsClaim whose text or texts are the user's groups; empty for none
   * @param groupsPrefix before each group; may be empty
   */
  public record Naming(
      String userClaim, String userPrefix, String groupsClaim, String groupsPrefix) {
    /**
     * @throws IllegalArgumentException if the user's claim is empty
     */
    public Naming {
      if (userClaim.isEmpty()) {
        throw new IllegalArgumentException("username claim: empty (expected: such as sub, email)");
      }
    }

    /**
     * As kube-apiserver reads its options: claims other than {@code email} are unique for their
     * issuer only, which is therefore put before them, unless the prefix is said, or {@code -}.
     *
     * @param userPrefix empty if it is not said
     */
    public static Naming of(
        String issuer,
        String userClaim,
        String userPrefix,
        String groupsClaim,
        String groupsPrefix) {
      String prefix = userPrefix;
      if (userPrefix.equals(NO_PREFIX)) {
        prefix = "";
      } else if (userPrefix.isEmpty() && !userClaim.equals(EMAIL)) {
        prefix = issuer + '#';
      }
      return new Naming(userClaim, prefix, groupsClaim, groupsPrefix);
    }
  }
}
