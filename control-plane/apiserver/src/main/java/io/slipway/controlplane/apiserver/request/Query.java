// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, decoded; one may have several values. */
public final class Query {
  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * @param query without the {@code ?}; null if there is none
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if a percent sign begins
   *     no byte
   */
  public static Query parse(@Nullable String query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (query != null) {
      for (String parameter : query.split("&", -1)) {
        if (!parameter.isEmpty()) {
          int equals = parameter.indexOf('=');
          String name = equals < 0 ? parameter : parameter.substring(0, equals);
          String value = equals < 0 ? "" : parameter.substring(equals + 1);
          values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
        }
      }
    }
    return new Query(values);
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiErrors.badRequest("query parameter \"" + text + "\": " + e.getMessage());
    }
  }

  /** The first value; null if the parameter is absent. */
  public @Nullable String get(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.getFirst();
  }

  /** The first value; empty if the parameter is absent. */
  public String text(String name) {
    String value = get(name);
    return value == null ? "" : value;
  }

  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /**
   * Absent is false, and present without a value true, as Kubernetes has it.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest for another word
   */
  public boolean flag(String name) {
    Boolean value = optionalFlag(name);
    return value != null && value;
  }

  /** As {@link #flag}, null if it is absent. */
  public @Nullable Boolean optionalFlag(String name) {
    String value = get(name);
    if (value == null) {
      return null;
    }
    return switch (value) {
      case "", "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw ApiErrors.badRequest(name + ": \"" + value + "\" (expected: true or false)");
    };
  }

  /**
   * @return null if it is absent or empty
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if it is no number
   */
  public @Nullable Long number(String name) {
    String value = get(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException _) {
      throw ApiErrors.badRequest(name + ": \"" + value + "\" (expected: a whole number)");
    }
  }
}
