// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.transport.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Groups of endpoints that only requests with a certain header may use, as in Triton's {@code
 * --http-restricted-api} and {@code --grpc-restricted-protocol}. Immutable.
 */
public final class HeaderRestrictions {
  /** What Triton puts before the key to make the name of a gRPC metadata entry. */
  public static final String GRPC_PREFIX = "triton-grpc-protocol-";

  /** Restricts nothing. */
  public static final HeaderRestrictions NONE = new HeaderRestrictions(Map.of());

  private record Header(String name, byte[] value) {}

  private final Map<EndpointGroup, Header> required;

  private HeaderRestrictions(Map<EndpointGroup, Header> required) {
    this.required = required;
  }

  /**
   * @param rules each {@code GROUP,...:KEY=VALUE}; no group may be in two of them
   * @param keyPrefix what is put before each key to make the header's name
   * @throws IllegalArgumentException saying which rule is wrong, and how
   */
  public static HeaderRestrictions parse(List<String> rules, String keyPrefix) {
    Map<EndpointGroup, Header> required = new EnumMap<>(EndpointGroup.class);
    for (String rule : rules) {
      int colon = rule.indexOf(':');
      int equals = rule.indexOf('=', colon + 1);
      if (colon <= 0 || equals <= colon + 1 || equals == rule.length() - 1) {
        throw new IllegalArgumentException("'" + shown(rule) + "' (expected: GROUP,...:KEY=VALUE)");
      }
      Header header =
          new Header(
              keyPrefix + rule.substring(colon + 1, equals),
              rule.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1));
      for (String label : rule.substring(0, colon).split(",", -1)) {
        put(required, group(label), header);
      }
    }
    return new HeaderRestrictions(required);
  }

  /** A rule as far as it may be shown: its value is a secret. */
  private static String shown(String rule) {
    int equals = rule.indexOf('=');
    return equals < 0 ? rule : rule.substring(0, equals + 1) + "...";
  }

  private static EndpointGroup group(String label) {
    EndpointGroup group = EndpointGroup.ofLabel(label);
    if (group == null) {
      throw new IllegalArgumentException(
          "there is no group '" + label + "' (expected: " + EndpointGroup.labels() + ")");
    }
    return group;
  }

  private static void put(Map<EndpointGroup, Header> required, EndpointGroup group, Header header) {
    if (required.putIfAbsent(group, header) != null) {
      throw new IllegalArgumentException(
          "the group '" + group.label() + "' is restricted twice (expected: once)");
    }
  }

  public boolean isEmpty() {
    return required.isEmpty();
  }

  /** Why a request may not use an endpoint of this group, null if it may. */
  public @Nullable String refusal(EndpointGroup group, HttpHeaders headers) {
    Header header = required.get(group);
    if (header == null) {
      return null;
    }
    String value = headers.get(header.name());
    // in constant time: how long it takes tells nothing of the value
    if (value != null
        && MessageDigest.isEqual(value.getBytes(StandardCharsets.ISO_8859_1), header.value())) {
      return null;
    }
    return "the endpoints of group '%s' are restricted (expected: the right value in header '%s')"
        .formatted(group.label(), header.name());
  }

  /** Without the values, which are secrets. */
  @Override
  public String toString() {
    return "HeaderRestrictions" + required.keySet();
  }
}
