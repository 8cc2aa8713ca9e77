// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The alphabets of names, label keys and label values. Each method answers with what is wrong, in
 * Kubernetes' words; nothing, if nothing is. The expressions in the messages are for the reader: no
 * regular expression runs here, names are checked on every write.
 */
public final class NameSyntax {
  private static final int LABEL_LENGTH = 63;
  private static final int SUBDOMAIN_LENGTH = 253;

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

  private static final String BAD_LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '"
          + LABEL
          + "')";
  private static final String BAD_SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is '"
          + LABEL
          + "(\\."
          + LABEL
          + ")*')";
  private static final String UNDERSCORED = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String BAD_UNDERSCORED =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-'"
          + " or '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
          + " regex used for validation is '"
          + UNDERSCORED
          + "(\\."
          + UNDERSCORED
          + ")*')";
  private static final String BAD_DNS1035 =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
          + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  private static final String BAD_QUALIFIED =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + QUALIFIED
          + "')";
  private static final String BAD_LABEL_VALUE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is '("
          + QUALIFIED
          + ")?')";
  private static final String BAD_CONFIG_KEY =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";

  private NameSyntax() {}

  /** One part of a host name. */
  public static List<String> dns1123Label(String value) {
    List<String> problems = tooLong(value, LABEL_LENGTH);
    if (!isLabel(value, 0, value.length())) {
      problems.add(isSubdomain(value) ? "must not contain dots" : BAD_LABEL);
    }
    return problems;
  }

  /** A host name of one or more parts. */
  public static List<String> dns1123Subdomain(String value) {
    List<String> problems = tooLong(value, SUBDOMAIN_LENGTH);
    if (!isSubdomain(value)) {
      problems.add(BAD_SUBDOMAIN);
    }
    return problems;
  }

  /** As {@link #dns1123Subdomain}, with underscores: where resolvers look for names. */
  public static List<String> underscoredSubdomain(String value) {
    List<String> problems = tooLong(value, SUBDOMAIN_LENGTH);
    boolean good = true;
    for (String label : value.split("\\.", -1)) {
      String plain = label.startsWith("_") ? label.substring(1) : label;
      good &= isLabel(plain.replace('_', '-'), 0, plain.length());
    }
    if (!good) {
      problems.add(BAD_UNDERSCORED);
    }
    return problems;
  }

  /** One part of a host name that begins with a letter. */
  public static List<String> dns1035Label(String value) {
    List<String> problems = tooLong(value, LABEL_LENGTH);
    boolean letterFirst = !value.isEmpty() && isLower(value.charAt(0));
    if (!letterFirst || !isLabel(value, 0, value.length())) {
      problems.add(BAD_DNS1035);
    }
    return problems;
  }

  /** A name that can be one segment of a path, as RBAC's objects have. */
  public static List<String> pathSegment(String value, boolean prefix) {
    List<String> problems = new ArrayList<>();
    if (!prefix && (value.equals(".") || value.equals(".."))) {
      problems.add("may not be '" + value + "'");
      return problems;
    }
    for (String bad : List.of("/", "%")) {
      if (value.contains(bad)) {
        problems.add("may not contain '" + bad + "'");
      }
    }
    return problems;
  }

  /** The key of a label or annotation, a finalizer: {@code name} or {@code example.com/name}. */
  public static List<String> qualifiedName(String value) {
    List<String> problems = new ArrayList<>();
    int slash = value.indexOf('/');
    if (slash >= 0 && value.indexOf('/', slash + 1) >= 0) {
      problems.add(
          "a qualified name "
              + BAD_QUALIFIED
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return problems;
    }
    if (slash == 0) {
      problems.add("prefix part must be non-empty");
    } else if (slash > 0) {
      for (String problem : dns1123Subdomain(value.substring(0, slash))) {
        problems.add("prefix part " + problem);
      }
    }
    namePart(value.substring(slash + 1), problems);
    return problems;
  }

  private static void namePart(String name, List<String> problems) {
    if (name.isEmpty()) {
      problems.add("name part must be non-empty");
    }
    for (String problem : tooLong(name, LABEL_LENGTH)) {
      problems.add("name part " + problem);
    }
    if (!isQualified(name)) {
      problems.add("name part " + BAD_QUALIFIED);
    }
  }

  public static List<String> labelValue(String value) {
    List<String> problems = tooLong(value, LABEL_LENGTH);
    if (!value.isEmpty() && !isQualified(value)) {
      problems.add(BAD_LABEL_VALUE);
    }
    return problems;
  }

  /** A key of a ConfigMap's or Secret's data, which becomes a file name. */
  public static List<String> configKey(String value) {
    List<String> problems = tooLong(value, SUBDOMAIN_LENGTH);
    boolean good = !value.isEmpty();
    for (int i = 0; i < value.length(); i++) {
      good &= isQualifiedInner(value.charAt(i));
    }
    if (!good) {
      problems.add(BAD_CONFIG_KEY);
    }
    if (value.equals(".") || value.equals("..")) {
      problems.add("must not be '" + value + "'");
    } else if (value.startsWith("..")) {
      problems.add("must not start with '..'");
    }
    return problems;
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static List<String> tooLong(String value, int limit) {
    List<String> problems = new ArrayList<>(0);
    if (value.length() > limit || (value.length() > limit / 3 && bytes(value) > limit)) {
      problems.add("must be no more than " + limit + " characters");
    }
    return problems;
  }

  private static boolean isSubdomain(String value) {
    int start = 0;
    while (true) {
      int dot = value.indexOf('.', start);
      if (!isLabel(value, start, dot < 0 ? value.length() : dot)) {
        return false;
      }
      if (dot < 0) {
        return true;
      }
      start = dot + 1;
    }
  }

  private static boolean isLabel(String value, int from, int to) {
    if (from >= to || value.charAt(from) == '-' || value.charAt(to - 1) == '-') {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (!isLower(c) && !isDigit(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isQualified(String value) {
    if (value.isEmpty()
        || !isAlphanumeric(value.charAt(0))
        || !isAlphanumeric(value.charAt(value.length() - 1))) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isQualifiedInner(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isQualifiedInner(char c) {
    return isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
  }

  private static boolean isAlphanumeric(char c) {
    return isLower(c) || isDigit(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
