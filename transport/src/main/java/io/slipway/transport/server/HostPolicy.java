// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.transport.http.cors.CorsPolicy;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which Host and Origin a request may name. A server on a loopback address is reachable by every
 * page in a browser on the same machine: by a DNS name that the page's owner points to 127.0.0.1
 * (DNS rebinding) and by a cross-site POST. Both show in these two headers. A page of another port
 * of this machine is another site, too: a notebook's, for example. Immutable, safe for use by any
 * thread.
 */
public final class HostPolicy {
  private static final HostPolicy ANY = new HostPolicy(null, CorsPolicy.CLOSED);

  private final @Nullable Predicate<String> accepted;

  private final CorsPolicy cors;

  private HostPolicy(@Nullable Predicate<String> accepted, CorsPolicy cors) {
    this.accepted = accepted;
    this.cors = cors;
  }

  /** For a bind address that others can reach: everything is accepted. */
  public static HostPolicy any() {
    return ANY;
  }

  /**
   * For a loopback bind: {@code localhost}, {@code *.localhost}, 127.0.0.0/8, {@code [::1]}, and
   * what {@code alsoAccepted} says of a host name in lower case, without port.
   */
  public static HostPolicy loopback(Predicate<String> alsoAccepted) {
    return new HostPolicy(alsoAccepted, CorsPolicy.CLOSED);
  }

  /** As this one, but requests from these origins are accepted too. */
  public HostPolicy with(CorsPolicy allowed) {
    return new HostPolicy(accepted, allowed);
  }

  /**
   * Why a request is refused, or null if it is not.
   *
   * @param authority host and optional port; null if the request named none, which is accepted,
   *     since no browser sends that
   * @param origin the Origin header, null if there was none
   */
  public @Nullable String refusal(@Nullable String authority, @Nullable String origin) {
    if (accepted == null) {
      return null;
    }
    if (authority != null && !allows(authority)) {
      return "host '"
          + authority
          + "' is not served on this loopback address (protection from DNS rebinding); use"
          + " localhost, 127.0.0.1 or the host name of a service";
    }
    if (origin != null && !isOwn(origin, authority) && !cors.allows(origin)) {
      return "origin '"
          + origin
          + "' may not call this loopback address (protection from cross-site requests)";
    }
    return null;
  }

  /** Whether a page came from the very host and port that it calls. */
  private static boolean isOwn(String origin, @Nullable String authority) {
    int host =
        origin.startsWith("http://") ? 7 : origin.startsWith("https://") ? 8 : origin.length();
    return authority != null
        && origin.length() - host == authority.length()
        && origin.regionMatches(true, host, authority, 0, authority.length())
        && !authority.isEmpty();
  }

  private boolean allows(String authority) {
    int end = hostLength(authority);
    if (end <= 0) {
      return false;
    }
    if (isLoopbackAddress(authority, end)
        || (end == 9 && authority.regionMatches(true, 0, "localhost", 0, 9))
        || (end > 10 && authority.regionMatches(true, end - 10, ".localhost", 0, 10))) {
      return true;
    }
    return accepted != null && accepted.test(authority.substring(0, end).toLowerCase(Locale.ROOT));
  }

  /** Where the host of {@code host[:port]} ends, -1 if it is not of that form. */
  private static int hostLength(String authority) {
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    if (end < 0) {
      return authority.length();
    }
    if (end < authority.length() && authority.charAt(end) != ':') {
      return -1;
    }
    for (int i = end + 1; i < authority.length(); i++) {
      if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
        return -1;
      }
    }
    return end;
  }

  private static boolean isLoopbackAddress(String authority, int end) {
    if (authority.charAt(0) == '[') {
      return end == 5 && authority.startsWith("[::1]");
    }
    if (!authority.startsWith("127.")) {
      return false;
    }
    int parts = 1;
    int value = -1;
    for (int i = 0; i < end; i++) {
      char c = authority.charAt(i);
      if (c >= '0' && c <= '9') {
        value = Math.max(value, 0) * 10 + (c - '0');
      } else if (c == '.' && value >= 0) {
        parts++;
        value = -1;
      } else {
        return false;
      }
      if (value > 255) {
        return false;
      }
    }
    return parts == 4 && value >= 0;
  }
}
