// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rules for what a writing request may say beside its object. */
public final class RequestRules {
  private static final int FIELD_MANAGER_BYTES = 128;
  private static final List<String> FIELD_VALIDATION = List.of("", "Ignore", "Strict", "Warn");
  private static final List<String> PROPAGATION = List.of("Foreground", "Background", "Orphan");

  private RequestRules() {}

  /**
   * What is wrong with the options of a create or an update.
   *
   * @param fieldManager empty if none was given
   * @param dryRun all values given
   * @param fieldValidation empty if none was given
   */
  public static List<FieldError> onWrite(
      String fieldManager, List<String> dryRun, String fieldValidation) {
    List<FieldError> errors = new ArrayList<>();
    checkFieldManager(fieldManager, FieldPath.of("fieldManager"), errors);
    checkDryRun(dryRun, errors);
    if (!FIELD_VALIDATION.contains(fieldValidation)) {
      errors.add(
          FieldError.notSupported(
              FieldPath.of("fieldValidation"),
              TextNode.valueOf(fieldValidation),
              FIELD_VALIDATION));
    }
    return errors;
  }

  /** What is wrong with the options of a patch. */
  public static List<FieldError> onPatch(
      boolean apply,
      @Nullable Boolean force,
      String fieldManager,
      List<String> dryRun,
      String fieldValidation) {
    List<FieldError> errors = new ArrayList<>();
    if (apply && fieldManager.isEmpty()) {
      errors.add(FieldError.required(FieldPath.of("fieldManager"), "is required for apply patch"));
    }
    if (!apply && force != null) {
      errors.add(
          FieldError.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch"));
    }
    errors.addAll(onWrite(fieldManager, dryRun, fieldValidation));
    return errors;
  }

  /** What is wrong with the options of a deletion. */
  public static List<FieldError> onDelete(
      @Nullable Boolean orphanDependents, @Nullable String propagation, List<String> dryRun) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath path = FieldPath.of("propagationPolicy");
    if (propagation != null) {
      TextNode value = TextNode.valueOf(propagation);
      if (orphanDependents != null) {
        errors.add(
            FieldError.invalid(
                path, value, "orphanDependents and deletionPropagation cannot be both set"));
      }
      if (!PROPAGATION.contains(propagation)) {
        List<String> supported = new ArrayList<>(PROPAGATION);
        supported.add("nil");
        errors.add(FieldError.notSupported(path, value, supported));
      }
    }
    checkDryRun(dryRun, errors);
    return errors;
  }

  private static void checkDryRun(List<String> dryRun, List<FieldError> errors) {
    for (String value : dryRun) {
      if (!value.equals("All")) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        dryRun.forEach(all::add);
        errors.add(FieldError.notSupported(FieldPath.of("dryRun"), all, List.of("All")));
        return;
      }
    }
  }

  static void checkFieldManager(String manager, FieldPath path, List<FieldError> errors) {
    if (NameSyntax.bytes(manager) > FIELD_MANAGER_BYTES) {
      errors.add(FieldError.tooLong(path, FIELD_MANAGER_BYTES));
    }
    int i = 0;
    while (i < manager.length()) {
      int c = manager.codePointAt(i);
      if (!GoText.isPrintable(c)) {
        String detail =
            String.format(
                Locale.ROOT,
                "invalid character U+%04X (at position %d)",
                c,
                NameSyntax.bytes(manager.substring(0, i)));
        errors.add(FieldError.invalid(path, manager, detail));
      }
      i += Character.charCount(c);
    }
  }
}
