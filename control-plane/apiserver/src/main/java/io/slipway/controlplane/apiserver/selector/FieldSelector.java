// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selects objects by some of their fields: all terms must hold. Immutable. */
public final class FieldSelector {
  private final List<Term> terms;

  private record Term(String field, boolean equal, String value) {}

  private FieldSelector(List<Term> terms) {
    this.terms = List.copyOf(terms);
  }

  /**
   * Reads what a query says: {@code metadata.name=a,spec.nodeName!=b}.
   *
   * @param fields the fields that the kind can be selected by
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if it is no selector or names
   *     another field
   */
  public static FieldSelector parse(String text, SelectableFields fields) {
    List<Term> terms = new ArrayList<>();
    try {
      for (String part : split(text)) {
        if (!part.isEmpty()) {
          Term term = term(part, text);
          terms.add(new Term(fields.named(term.field()), term.equal(), term.value()));
        }
      }
    } catch (SelectorSyntaxException e) {
      throw ApiErrors.badRequest(e.problem());
    }
    return new FieldSelector(terms);
  }

  /** The terms in order; a comma after a backslash belongs to a value. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == ',') {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    parts.sort(null);
    return parts;
  }

  private static Term term(String part, String text) throws SelectorSyntaxException {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new SelectorSyntaxException(
          "invalid selector: '" + text + "'; can't understand '" + part + "'");
    }
    boolean not = equals > 0 && part.charAt(equals - 1) == '!';
    boolean twice = !not && part.startsWith("==", equals);
    String value = unescape(part.substring(equals + (twice ? 2 : 1)));
    return new Term(part.substring(0, not ? equals - 1 : equals), !not, value);
  }

  private static String unescape(String text) throws SelectorSyntaxException {
    StringBuilder value = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '=') {
        throw new SelectorSyntaxException(
            "invalid field selector: unescaped character in value: " + (int) c);
      }
      if (c == '\\') {
        i++;
        String next = i < text.length() ? text.substring(i, text.offsetByCodePoints(i, 1)) : "";
        if (next.isEmpty() || "\\,=".indexOf(next.charAt(0)) < 0) {
          throw new SelectorSyntaxException(
              "invalid field selector: invalid escape sequence: \\" + next);
        }
        c = next.charAt(0);
      }
      value.append(c);
    }
    return value.toString();
  }

  /** The name that objects must have, if only one name can be selected. */
  public Optional<String> name() {
    return exactly("metadata.name");
  }

  /** The namespace that objects must be in, if only one can be selected. */
  public Optional<String> namespace() {
    return exactly("metadata.namespace");
  }

  private Optional<String> exactly(String field) {
    for (Term term : terms) {
      if (term.equal() && term.field().equals(field)) {
        return Optional.of(term.value());
      }
    }
    return Optional.empty();
  }

  public boolean isEverything() {
    return terms.isEmpty();
  }

  /** Whether an object is selected. */
  public boolean matches(JsonNode object) {
    for (Term term : terms) {
      if (SelectableFields.value(object, term.field()).equals(term.value()) != term.equal()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      text.append(text.isEmpty() ? "" : ",")
          .append(term.field())
          .append(term.equal() ? "=" : "!=")
          .append(term.value().replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\="));
    }
    return text.toString();
  }
}
