// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * The formats that Kubernetes holds values of custom resources against; any other format in a
 * schema is a remark to readers. {@code date-time} and {@code datetime} are the same.
 */
final class Formats {
  private static final Set<String> TEXT =
      Set.of(
          "bsonobjectid",
          "uri",
          "email",
          "hostname",
          "ipv4",
          "ipv6",
          "cidr",
          "mac",
          "uuid",
          "uuid3",
          "uuid4",
          "uuid5",
          "isbn",
          "isbn10",
          "isbn13",
          "creditcard",
          "ssn",
          "hexcolor",
          "rgbcolor",
          "byte",
          "password",
          "date",
          "duration",
          "datetime",
          "k8sshortname",
          "k8slongname");

  private Formats() {}

  /** The format that a schema gives, if it is one that counts for its type; else empty. */
  static String known(JsonNode schema) {
    String format = schema.path("format").asText("");
    if (format.isEmpty() || schema.path("x-kubernetes-int-or-string").asBoolean(false)) {
      return "";
    }
    boolean counts =
        switch (schema.path("type").asText("")) {
          case "", "string" -> isTextFormat(format);
          case "integer" -> format.equals("int32") || format.equals("int64");
          case "number" -> format.equals("float") || format.equals("double");
          default -> false;
        };
    return counts ? format : "";
  }

  static boolean isTextFormat(String format) {
    return !format.isEmpty() && TEXT.contains(format.replace("-", ""));
  }

  static boolean matches(String format, String text) {
    return switch (format.replace("-", "")) {
      case "datetime" -> Times.isDateTime(text);
      case "date" -> Times.isDate(text);
      case "duration" -> Times.isDuration(text);
      case "ipv4" -> Addresses.isIpv4(text);
      case "ipv6" -> Addresses.isIpv6(text);
      case "cidr" -> Addresses.isCidr(text);
      case "mac" -> Addresses.isMac(text);
      case "uri" -> Addresses.isRequestUri(text);
      case "email" -> Addresses.isEmail(text);
      case "byte" -> isBase64(text);
      case "isbn" -> isIsbn10(text) || isIsbn13(text);
      case "isbn10" -> isIsbn10(text);
      case "isbn13" -> isIsbn13(text);
      case "creditcard" -> isCreditCard(text);
      case "hostname" -> isHostname(text);
      case "k8sshortname" -> text.length() <= 63 && TextPatterns.SHORT_NAME.matches(text);
      case "k8slongname" -> text.length() <= 253 && TextPatterns.LONG_NAME.matches(text);
      case "uuid" -> TextPatterns.UUID.matches(text);
      case "uuid3" -> TextPatterns.UUID3.matches(text);
      case "uuid4" -> TextPatterns.UUID4.matches(text);
      case "uuid5" -> TextPatterns.UUID5.matches(text);
      case "ssn" -> text.length() == 11 && TextPatterns.SSN.matches(text);
      case "hexcolor" -> TextPatterns.HEX_COLOUR.matches(text);
      case "rgbcolor" -> TextPatterns.RGB_COLOUR.matches(text);
      case "bsonobjectid" -> TextPatterns.OBJECT_ID.matches(text);
      default -> true; // password, and what counts for no text
    };
  }

  /** Standard alphabet, padded; the empty text is none. */
  private static boolean isBase64(String text) {
    int end = text.length();
    if (end == 0 || end % 4 != 0) {
      return false;
    }
    int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    for (int i = 0; i < end - padding; i++) {
      char c = text.charAt(i);
      boolean digit = (c >= '0' && c <= '9') || c == '+' || c == '/';
      if (!digit && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIsbn10(String text) {
    String digits = text.replace("-", "").replace(" ", "");
    if (!TextPatterns.ISBN10.matches(digits)) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      char c = digits.charAt(i);
      sum += (i + 1) * (c == 'X' ? 10 : c - '0');
    }
    return sum % 11 == 0;
  }

  private static boolean isIsbn13(String text) {
    String digits = text.replace("-", "").replace(" ", "");
    if (!TextPatterns.ISBN13.matches(digits)) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 13; i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return sum % 10 == 0;
  }

  /** A number of a known issuer with a right check digit. */
  private static boolean isCreditCard(String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      }
    }
    if (!TextPatterns.CREDIT_CARD.matches(digits.toString())) {
      return false;
    }
    int sum = 0;
    boolean doubled = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = (digits.charAt(i) - '0') * (doubled ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
      doubled = !doubled;
    }
    return sum % 10 == 0;
  }

  private static boolean isHostname(String text) {
    if (text.length() > 255 || !TextPatterns.HOSTNAME.matches(text)) {
      return false;
    }
    for (String label : text.split("\\.", -1)) {
      if (label.length() > 63) {
        return false;
      }
    }
    return true;
  }
}
