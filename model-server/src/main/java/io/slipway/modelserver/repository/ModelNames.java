// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

/** Which names a model may have. */
public final class ModelNames {
  private static final int LONGEST = 255;

  private ModelNames() {}

  /** One segment of a URL as it is, without percent-encoding (RFC 3986, "unreserved"). */
  public static boolean isValid(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && c != '-' && c != '_' && c != '.' && c != '~') {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= LONGEST && !name.equals(".") && !name.equals("..");
  }
}
