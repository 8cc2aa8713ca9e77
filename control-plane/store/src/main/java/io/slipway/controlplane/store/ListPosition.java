// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list that was read in part goes on.
 *
 * @param revision of the whole list
 * @param namespace of the last object that was read
 * @param name of the last object that was read; empty before the first
 */
public record ListPosition(long revision, String namespace, String name) {
  private static final String FORMAT = "1";
  private static final String HOW =
      " (expected: the token of the page before, of the same list; or none, to start again)";

  /** Before the first object of the list at a revision; 0 is the newest. */
  public static ListPosition start(long revision) {
    return new ListPosition(revision, "", "");
  }

  static ListPosition after(long revision, Key last) {
    return new ListPosition(revision, last.namespace(), last.name());
  }

  /** As an opaque token for clients. */
  public String encode() {
    String text = FORMAT + "\n" + revision + "\n" + namespace + "\n" + name;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if this is no token of {@link #encode}
   */
  public static ListPosition parse(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = text.split("\n", -1);
      if (parts.length == 4 && parts[0].equals(FORMAT) && !parts[3].isEmpty()) {
        return new ListPosition(Long.parseUnsignedLong(parts[1]), parts[2], parts[3]);
      }
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid("continue token: " + e.getMessage() + HOW);
    }
    throw ServingException.invalid("continue token of an unknown form" + HOW);
  }
}
