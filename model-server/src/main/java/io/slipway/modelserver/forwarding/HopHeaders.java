// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Header fields that belong to one connection and are not passed on (RFC 9110, 7.6.1). Pure. */
final class HopHeaders {
  /** With those that the connection's own end writes. */
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final List<String> named;

  /**
   * @param connection the values of the Connection header, which names more of them
   */
  HopHeaders(List<String> connection) {
    List<String> names = new ArrayList<>();
    for (String value : connection) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    this.named = List.copyOf(names);
  }

  boolean stays(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.contains(lower) || named.contains(lower) || lower.startsWith(":");
  }
}
