// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The lines of a tokens file: a client's name, its credential and what it may do, as {@code
 * key=value} fields. Pure.
 */
record TokenLines(Tokens tokens, boolean hasClearTokens) {
  private static final String SHA256 = "sha256:";
  private static final String CERTIFICATE = "cert:";
  private static final String NO_CREDENTIAL = "-";
  private static final int MIN_TOKEN_CHARS = 16;
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}");
  private static final Pattern CERTIFICATE_NAME = Pattern.compile("(CN|DNS|URI|EMAIL):.+");
  private static final Set<EndpointGroup> DEFAULT_GROUPS =
      EnumSet.of(EndpointGroup.HEALTH, EndpointGroup.METADATA, EndpointGroup.INFERENCE);

  /** One line, with its number for messages. */
  private record Line(int number, Client client, String credential) {}

  /**
   * @param path for messages
   * @throws IOException with every fault, a line each
   */
  static TokenLines parse(Path path, List<String> text) throws IOException {
    List<String> faults = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        try {
          lines.add(line(i + 1, BLANKS.split(line)));
        } catch (IllegalArgumentException e) {
          faults.add(fault(path, i + 1, String.valueOf(e.getMessage())));
        }
      }
    }
    TokenLines result = collect(path, lines, faults);
    if (!faults.isEmpty()) {
      throw new IOException(String.join("\n", faults));
    }
    return result;
  }

  private static String fault(Path path, int line, String reason) {
    return path + ":" + line + ": " + reason;
  }

  private static Line line(int number, String[] fields) {
    if (fields.length < 2) {
      throw new IllegalArgumentException("expected: NAME CREDENTIAL [KEY=VALUE...]");
    }
    String name = fields[0];
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "client '" + name + "' (expected: up to 63 letters, digits and . _ @ -)");
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 2; i < fields.length; i++) {
      int equals = fields[i].indexOf('=');
      String key = equals < 0 ? fields[i] : fields[i].substring(0, equals);
      if (equals < 0 || !isKey(key)) {
        throw new IllegalArgumentException(
            "'" + key + "' (expected: services=, groups=, rate=, burst=, concurrent= or bytes=)");
      }
      if (values.put(key, fields[i].substring(equals + 1)) != null) {
        throw new IllegalArgumentException("'" + key + "' is given twice");
      }
    }
    return new Line(number, client(name, values), fields[1]);
  }

  private static boolean isKey(String key) {
    return switch (key) {
      case "services", "groups", "rate", "burst", "concurrent", "bytes" -> true;
      default -> false;
    };
  }

  private static Client client(String name, Map<String, String> values) {
    String services = values.get("services");
    String groups = values.get("groups");
    boolean anonymous = name.equals(Client.ANONYMOUS);
    return new Client(
        name,
        services == null ? List.of(ServicePattern.ALL) : services(services),
        groups == null ? anonymous ? Client.PROBES.groups() : DEFAULT_GROUPS : groups(groups),
        LimitsReader.of(values));
  }

  private static List<ServicePattern> services(String text) {
    List<ServicePattern> patterns = new ArrayList<>();
    for (String pattern : text.split(",", -1)) {
      patterns.add(ServicePattern.parse(pattern));
    }
    return patterns;
  }

  private static Set<EndpointGroup> groups(String text) {
    return switch (text) {
      case "all" -> EnumSet.allOf(EndpointGroup.class);
      case "none" -> Set.of();
      default -> named(text);
    };
  }

  private static Set<EndpointGroup> named(String labels) {
    Set<EndpointGroup> groups = EnumSet.noneOf(EndpointGroup.class);
    for (String label : labels.split(",", -1)) {
      EndpointGroup group = EndpointGroup.ofLabel(label);
      if (group == null) {
        throw new IllegalArgumentException(
            "there is no group '%s' (expected: all, none, or some of %s)"
                .formatted(label, EndpointGroup.labels()));
      }
      groups.add(group);
    }
    return groups;
  }

  private static TokenLines collect(Path path, List<Line> lines, List<String> faults) {
    Client anonymous = null;
    for (Line line : lines) {
      if (line.client.isAnonymous()) {
        if (anonymous != null || !line.credential.equals(NO_CREDENTIAL)) {
          faults.add(fault(path, line.number, "expected: 'anonymous -' once, without credential"));
        }
        anonymous = line.client;
      }
    }
    Tokens tokens = new Tokens(anonymous == null ? Client.PROBES : anonymous);
    boolean clear = false;
    for (Line line : lines) {
      if (!line.client.isAnonymous()) {
        try {
          clear |= add(tokens, line);
        } catch (IllegalArgumentException e) {
          faults.add(fault(path, line.number, String.valueOf(e.getMessage())));
        }
      }
    }
    return new TokenLines(tokens, clear);
  }

  /** True if the credential is a token in the clear. Messages never show one. */
  private static boolean add(Tokens tokens, Line line) {
    String credential = line.credential;
    boolean added;
    boolean clear = false;
    if (credential.startsWith(SHA256)) {
      added = tokens.addToken(hash(credential.substring(SHA256.length())), line.client);
    } else if (credential.startsWith(CERTIFICATE)) {
      String name = credential.substring(CERTIFICATE.length());
      if (!CERTIFICATE_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "certificate '" + name + "' (expected: cert: and CN:, DNS:, URI: or EMAIL:)");
      }
      added = tokens.addCertificate(name, line.client);
    } else {
      if (credential.length() < MIN_TOKEN_CHARS) {
        throw new IllegalArgumentException(
            "the token of '%s' is too short (expected: at least %d characters, as 'openssl rand"
                    .formatted(line.client.name(), MIN_TOKEN_CHARS)
                + " -hex 32' prints them)");
      }
      added = tokens.addToken(Tokens.sha256(credential), line.client);
      clear = true;
    }
    if (!added) {
      throw new IllegalArgumentException(
          "the credential of '" + line.client.name() + "' is in a line above already");
    }
    return clear;
  }

  private static byte[] hash(String hex) {
    try {
      byte[] hash = HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT));
      if (hash.length == 32) {
        return hash;
      }
    } catch (IllegalArgumentException _) {
      // the same message as for one of another length
    }
    throw new IllegalArgumentException("'sha256:' (expected: 64 hexadecimal digits behind it)");
  }
}
