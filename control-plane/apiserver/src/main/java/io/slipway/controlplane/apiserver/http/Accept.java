// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.http;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which form of an answer a client wants, of those that there are: its {@code Accept} header. */
public final class Accept {
  private static final List<String> OFFERED = List.of("application/json", "application/yaml");

  private Accept() {}

  /**
   * A form of an answer.
   *
   * @param yaml whether it is written as YAML; else as JSON
   * @param as what the answer is turned into: {@code Table}, {@code PartialObjectMetadata}, {@code
   *     PartialObjectMetadataList}, {@code APIGroupDiscoveryList}; empty for the object itself
   * @param version of that kind, empty if {@code as} is
   */
  public record Form(boolean yaml, String as, String version) {
    static final Form JSON = new Form(false, "", "");
  }

  /** What an endpoint can turn its answers into, beside the object itself. */
  @FunctionalInterface
  public interface Conversions {
    boolean knows(String group, String version, String kind);
  }

  private record Clause(String type, Map<String, String> parameters, double quality) {}

  /**
   * @param header null if there is none
   * @throws io.slipway.controlplane.apiserver.meta.ApiException NotAcceptable if no form that the
   *     client takes is there
   */
  public static Form choose(@Nullable String header, Conversions conversions) {
    if (header == null || header.isBlank()) {
      return Form.JSON;
    }
    List<Clause> clauses = parse(header);
    clauses.sort((a, b) -> Double.compare(b.quality(), a.quality()));
    for (Clause clause : clauses) {
      Form form = form(clause, conversions);
      if (form != null && clause.quality() > 0) {
        return form;
      }
    }
    throw ApiErrors.notAcceptable(OFFERED);
  }

  private static @Nullable Form form(Clause clause, Conversions conversions) {
    boolean yaml = clause.type().equals("application/yaml");
    boolean known =
        yaml
            || switch (clause.type()) {
              case "application/json", "application/*", "*/*" -> true;
              default -> false;
            };
    if (!known) {
      return null;
    }
    String as = clause.parameters().getOrDefault("as", "");
    if (as.isEmpty()) {
      return new Form(yaml, "", "");
    }
    String version = clause.parameters().getOrDefault("v", "");
    String group = clause.parameters().getOrDefault("g", "");
    return conversions.knows(group, version, as) ? new Form(yaml, as, version) : null;
  }

  private static List<Clause> parse(String header) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : header.split(",", -1)) {
      String[] parts = text.split(";", -1);
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          parameters.put(
              parts[i].substring(0, equals).strip(), unquoted(parts[i].substring(equals + 1)));
        }
      }
      clauses.add(
          new Clause(
              parts[0].strip().toLowerCase(Locale.ROOT),
              parameters,
              quality(parameters.getOrDefault("q", "1"))));
    }
    return clauses;
  }

  private static String unquoted(String value) {
    String bare = value.strip();
    boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
    return quoted ? bare.substring(1, bare.length() - 1) : bare;
  }

  private static double quality(String text) {
    try {
      return Math.clamp(Double.parseDouble(text), 0, 1);
    } catch (NumberFormatException _) {
      return 1;
    }
  }
}
