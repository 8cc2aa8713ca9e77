// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

/** Addresses of machines and people as the formats of schemas know them. */
public final class Addresses {
  private Addresses() {}

  /** Four numbers; zeros in front are allowed, as in old versions of Go. */
  public static boolean isIpv4(String text) {
    return parseIpv4(text) || (text.indexOf('.') > 0 && isIpv6(text));
  }

  private static boolean parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (!isNumber(part, 255)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text, int max) {
    if (text.isEmpty() || text.length() > 9) {
      return false;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      value = value * 10 + c - '0';
    }
    return value <= max;
  }

  /** Groups of 16 bits in hexadecimal, the last two perhaps as an IPv4 address. */
  public static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (text.indexOf(':') < 0 || (gap >= 0 && text.indexOf("::", gap + 1) >= 0)) {
      return false;
    }
    if (gap < 0) {
      return groups(text) == 8;
    }
    int before = groups(text.substring(0, gap));
    int after = groups(text.substring(gap + 2));
    return before >= 0 && after >= 0 && before + after < 8;
  }

  /** How many groups of 16 bits; -1 if it is not groups. */
  private static int groups(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        return parseIpv4(parts[i]) ? count + 2 : -1;
      }
      if (!isGroup(parts[i])) {
        return -1;
      }
      count++;
    }
    return count;
  }

  private static boolean isGroup(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** An address and the length of its network part. */
  public static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return false;
    }
    String address = text.substring(0, slash);
    String bits = text.substring(slash + 1);
    return (parseIpv4(address) && isNumber(bits, 32)) || (isIpv6(address) && isNumber(bits, 128));
  }

  /** 6, 8 or 20 bytes in pairs with colons or dashes, or in fours with dots. */
  static boolean isMac(String text) {
    if (text.length() < 14) {
      return false;
    }
    char separator = text.charAt(2) == ':' || text.charAt(2) == '-' ? text.charAt(2) : '.';
    int width = separator == '.' ? 4 : 2;
    int groups = (text.length() + 1) / (width + 1);
    int bytes = groups * width / 2;
    if ((text.length() + 1) % (width + 1) != 0 || (bytes != 6 && bytes != 8 && bytes != 20)) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      boolean atSeparator = i % (width + 1) == width;
      char c = text.charAt(i);
      if (atSeparator ? c != separator : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A path that begins at the root, or a scheme with anything that Go's parser lets pass. */
  public static boolean isRequestUri(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c == 127)) {
      return false;
    }
    if (text.startsWith("/")) {
      return !text.startsWith("//") || isAuthority(text.substring(2));
    }
    int colon = text.indexOf(':');
    if (colon < 1 || !isScheme(text.substring(0, colon))) {
      return false;
    }
    String rest = text.substring(colon + 1);
    return !rest.startsWith("//") || isAuthority(rest.substring(2));
  }

  private static boolean isScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }

  /** Up to the path; what may not be in a host is not in it. */
  private static boolean isAuthority(String rest) {
    for (int i = 0; i < rest.length() && "/?#".indexOf(rest.charAt(i)) < 0; i++) {
      if (" \"<>\\^`{|}".indexOf(rest.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code name@host}, or that in angle brackets after a name to show. */
  static boolean isEmail(String text) {
    String address = text.strip();
    if (address.endsWith(">")) {
      int open = address.lastIndexOf('<');
      if (open < 0) {
        return false;
      }
      address = address.substring(open + 1, address.length() - 1);
    }
    int at = address.lastIndexOf('@');
    return at > 0 && isLocalPart(address.substring(0, at)) && isDotAtom(address.substring(at + 1));
  }

  private static boolean isLocalPart(String text) {
    boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted || isDotAtom(text);
  }

  private static boolean isDotAtom(String text) {
    if (text.isEmpty() || text.startsWith(".") || text.endsWith(".") || text.contains("..")) {
      return false;
    }
    return text.chars().noneMatch(c -> c <= ' ' || c == 127 || "()<>[]:;@\\,\"".indexOf(c) >= 0);
  }
}
