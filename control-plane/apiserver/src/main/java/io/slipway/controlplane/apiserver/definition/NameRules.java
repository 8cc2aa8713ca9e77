// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GoText;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** What the kind that a definition makes may be called. */
final class NameRules {
  private static final String APPROVAL = "api-approved.kubernetes.io";
  private static final String SEE = ", see https://github.com/kubernetes/enhancements/pull/1111";

  private NameRules() {}

  static void group(JsonNode spec, FieldPath path, List<FieldError> errors) {
    String group = spec.path("group").asText("");
    FieldPath at = path.child("group");
    List<String> problems = NameSyntax.dns1123Subdomain(group);
    if (group.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else if (!problems.isEmpty()) {
      errors.add(FieldError.invalid(at, group, String.join(",", problems)));
    } else if (group.indexOf('.') < 0) {
      errors.add(FieldError.invalid(at, group, "should be a domain with at least one dot"));
    }
  }

  static void names(JsonNode names, FieldPath path, List<FieldError> errors) {
    for (String word : List.of("plural", "singular", "kind", "listKind")) {
      if (names.path(word).asText("").isEmpty()) {
        errors.add(FieldError.required(path.child(word), ""));
      }
    }
    for (String word : List.of("plural", "singular")) {
      label(names.path(word).asText(""), path.child(word), errors);
    }
    for (String word : List.of("kind", "listKind")) {
      mixedCase(names.path(word).asText(""), path.child(word), errors);
    }
    for (String word : List.of("shortNames", "categories")) {
      JsonNode each = names.path(word);
      for (int i = 0; i < each.size(); i++) {
        String name = each.get(i).asText();
        List<String> problems = NameSyntax.dns1035Label(name);
        if (!problems.isEmpty()) {
          FieldPath at = path.child(word).index(i);
          errors.add(FieldError.invalid(at, name, String.join(",", problems)));
        }
      }
    }
    String kind = names.path("kind").asText("");
    if (!kind.isEmpty() && kind.equals(names.path("listKind").asText(""))) {
      errors.add(
          FieldError.invalid(
              path.child("listKind"), kind, "kind and listKind may not be the same"));
    }
  }

  private static void label(String name, FieldPath path, List<FieldError> errors) {
    List<String> problems = NameSyntax.dns1035Label(name);
    if (!name.isEmpty() && !problems.isEmpty()) {
      errors.add(FieldError.invalid(path, name, String.join(",", problems)));
    }
  }

  private static void mixedCase(String name, FieldPath path, List<FieldError> errors) {
    List<String> problems = NameSyntax.dns1035Label(name.toLowerCase(Locale.ROOT));
    if (!name.isEmpty() && !problems.isEmpty()) {
      String detail =
          "may have mixed case, but should otherwise match: " + String.join(",", problems);
      errors.add(FieldError.invalid(path, name, detail));
    }
  }

  /** Whether Kubernetes keeps the group for itself. */
  static boolean isProtected(String group) {
    return group.equals("k8s.io")
        || group.endsWith(".k8s.io")
        || group.equals("kubernetes.io")
        || group.endsWith(".kubernetes.io");
  }

  /** A group of Kubernetes' own needs a word of approval. */
  static void approval(JsonNode definition, List<FieldError> errors) {
    String group = definition.path("spec").path("group").asText("");
    String approval = approvalOf(definition);
    FieldPath at = FieldPath.of("metadata").child("annotations").key(APPROVAL);
    String must = "protected groups must have approval annotation " + GoText.quote(APPROVAL);
    if (!isProtected(group) || approval.startsWith("unapproved") || isUrl(approval)) {
      return;
    }
    if (approval.isEmpty()) {
      errors.add(FieldError.required(at, must + SEE));
    } else {
      String how = " with either a URL or a reason starting with \"unapproved\"";
      errors.add(FieldError.invalid(at, approval, must + how + SEE));
    }
  }

  static String approvalOf(JsonNode definition) {
    return definition.path("metadata").path("annotations").path(APPROVAL).asText("");
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
