// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import io.slipway.controlplane.resources.schema.Field;
import io.slipway.controlplane.resources.schema.FieldClass;
import io.slipway.controlplane.resources.schema.FieldTable;
import io.slipway.controlplane.resources.schema.FieldType;
import java.util.Map;
import java.util.Set;

/** Writes {@code docs/compatibility.md}, up to the samples, from the tables of fields. */
final class CompatibilityTable {
  /** What applied services do not say anew: it is as the predictor's. */
  private static final Set<String> AS_PREDICTOR = Set.of("spec.transformer", "spec.explainer");

  private final FieldTable table = FieldTable.inferenceService();
  private final FieldTable inPods = FieldTable.inferenceServiceInPods();
  private final StringBuilder page = new StringBuilder();

  private CompatibilityTable() {}

  static String page() {
    CompatibilityTable table = new CompatibilityTable();
    table.fields();
    table.applied();
    table.keys("Annotations", FieldTable.ANNOTATIONS);
    table.keys("Labels", FieldTable.LABELS);
    return table.page.toString();
  }

  private void fields() {
    page.append(
        """
        # Compatibility with KServe

        <!-- Generated. From the tables of fields, up to the samples:
        ./mvnw -pl control-plane/resources -am test -Dtest=CompatibilityTableTest \
        -Dsurefire.failIfNoSpecifiedTests=false -Dslipway.docs.write=true
        The samples, from what an embedded API and the operator make of them:
        ./mvnw -pl cli -am verify -Dtest=none -Dit.test=AppliedSamplesIT \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dslipway.docs.write=true -->

        What becomes of an `InferenceService` (`serving.kserve.io/v1beta1`) that `slipway up -f` is given,
        or that is applied to the API of `slipway up`. Every field of KServe 0.20 is in one of three classes:

        - *honoured*: it does what KServe says it does;
        - *without meaning*: accepted and reported as ignored, because there is nothing on one machine that it
          could change;
        - *refused*: it changes the answer, and nothing here does it yet. The error names the field.

        `up -f` tells both as lines of its output, and does not start if a field is refused. The API refuses what
        is no such object - an unknown field, a wrong type, a required field that is not there - with Kubernetes'
        `Status`. Everything else it keeps, so that an object that was once accepted can always be
        changed: a refused field is the reason and the message of the condition `Ready`, ignored ones those of
        the condition `FieldsIgnored`; `kubectl describe` shows both.

        A field that is not listed belongs to a listed one and has its class. Unknown fields are refused, with
        the name that was probably meant.

        ## Fields

        | Field | Class | Why, or what of it |
        |---|---|---|
        """);
    rows("InferenceService", "");
  }

  private void rows(String typeName, String path) {
    for (Field field : table.type(typeName).fields().values()) {
      String at = path.isEmpty() ? field.name() : path + "." + field.name();
      FieldClass fieldClass = field.classIn(FieldClass.HONOURED);
      if (fieldClass == FieldClass.HONOURED
          && field.type() instanceof FieldType.Structure(String inner)) {
        rows(inner, at);
      } else {
        row(at, fieldClass, field);
      }
    }
  }

  private void applied() {
    page.append(
        """

        ## Fields of what is applied

        What is other than above for an `InferenceService` that is applied: each of its components is run as Pods.
        A transformer and an explainer have the fields of a predictor, without those that name a model; the older
        forms of a model, such as `spec.predictor.sklearn`, have those of `spec.predictor.model`.

        | Field | Class | Why, or what of it |
        |---|---|---|
        """);
    appliedRows("InferenceService", "");
  }

  private void appliedRows(String typeName, String path) {
    Map<String, Field> others =
        table.has(typeName) ? table.type(typeName).fields() : Map.<String, Field>of();
    for (Field field : inPods.type(typeName).fields().values()) {
      String at = path.isEmpty() ? field.name() : path + "." + field.name();
      Field other = others.get(field.name());
      FieldClass fieldClass = field.classIn(FieldClass.HONOURED);
      boolean hasClass = other == null || other.ownClass() != null;
      if (hasClass && !field.equals(other)) {
        row(at, fieldClass, field);
      }
      if (fieldClass == FieldClass.HONOURED
          && !AS_PREDICTOR.contains(at)
          && field.type() instanceof FieldType.Structure(String inner)
          && !inner.equals("FrameworkSpec")) {
        appliedRows(inner, at);
      }
    }
  }

  private void row(String name, FieldClass fieldClass, Field field) {
    line("`" + name + "`", fieldClass, field);
  }

  private void line(String name, FieldClass fieldClass, Field field) {
    String note = field.reason().replace("|", "\\|");
    if (field.harmless() != null) {
      String value = field.harmless().isEmpty() ? "an empty one" : "`" + field.harmless() + "`";
      note += (note.isEmpty() ? "" : "; ") + value + " is accepted";
    }
    page.append("| ").append(name).append(" | ").append(fieldClass);
    page.append(" | ").append(note.isEmpty() ? "" : note + " ").append("|\n");
  }

  private void keys(String title, String typeName) {
    page.append("\n## ").append(title).append("\n\n");
    page.append("Any other is kept as it is.\n\n");
    page.append("| Key | Class | Why |\n|---|---|---|\n");
    Map<String, Field> applied = inPods.type(typeName).fields();
    for (Field field : table.type(typeName).fields().values()) {
      row(field.name(), field.classIn(FieldClass.HONOURED), field);
      Field other = applied.get(field.name());
      if (other != null && !other.equals(field)) {
        line("`" + field.name() + "`, applied", other.classIn(FieldClass.HONOURED), other);
      }
    }
  }
}
