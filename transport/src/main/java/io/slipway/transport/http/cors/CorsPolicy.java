// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.cors;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which origins' pages may call: each as a browser sends it ({@code https://app.example}, with a
 * port if it is not the scheme's own), or {@code *} for all. Credentials are never allowed by this:
 * a page has to send its own, in a header. Immutable.
 */
public record CorsPolicy(Set<String> origins) {
  /** No page of another origin. */
  public static final CorsPolicy CLOSED = new CorsPolicy(Set.of());

  static final String ANY = "*";

  /**
   * @throws IllegalArgumentException if one is not an origin
   */
  public CorsPolicy {
    for (String origin : origins) {
      if (!origin.equals(ANY) && !isOrigin(origin)) {
        throw new IllegalArgumentException(
            "'" + origin + "' (expected: scheme://host or scheme://host:port, or *)");
      }
    }
    origins = Set.copyOf(origins);
  }

  public static CorsPolicy of(Collection<String> origins) {
    return new CorsPolicy(new LinkedHashSet<>(origins));
  }

  private static boolean isOrigin(String text) {
    int host = text.indexOf("://") + 3;
    if (host <= 3 || host == text.length() || !text.equals(text.strip())) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean separator = i >= host && (c == '/' || c == '?' || c == '#' || c == '@');
      if (separator || c <= ' ' || c > '~' || c == ',' || Character.isUpperCase(c)) {
        return false;
      }
    }
    return true;
  }

  public boolean isClosed() {
    return origins.isEmpty();
  }

  /** Whether a page of this origin may call. */
  public boolean allows(String origin) {
    return origins.contains(ANY) || origins.contains(origin);
  }

  /** What an allowed origin is told. */
  String answer(String origin) {
    return origins.contains(ANY) ? ANY : origin;
  }
}
