// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import io.slipway.controlplane.resources.schema.Field;
import io.slipway.controlplane.resources.schema.FieldClass;
import io.slipway.controlplane.resources.schema.FieldError;
import io.slipway.controlplane.resources.schema.FieldTable;
import io.slipway.controlplane.resources.schema.FieldType;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.schema.IgnoredField;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/compatibility.md} from the table of fields and the upstream samples. */
final class CompatibilityTable {
  private final FieldTable table = FieldTable.inferenceService();
  private final StringBuilder page = new StringBuilder();

  private CompatibilityTable() {}

  static String page() throws IOException {
    CompatibilityTable table = new CompatibilityTable();
    table.fields();
    table.keys("Annotations", FieldTable.ANNOTATIONS);
    table.keys("Labels", FieldTable.LABELS);
    table.samples();
    return table.page.toString();
  }

  private void fields() {
    page.append(
        """
        # Compatibility with KServe

        <!-- Generated from the table of fields and the upstream samples. To write it anew:
        ./mvnw -pl control-plane/resources -am test -Dtest=CompatibilityTableTest \
        -Dsurefire.failIfNoSpecifiedTests=false -Dslipway.docs.write=true -->

        What becomes of an `InferenceService` (`serving.kserve.io/v1beta1`) that `slipway up -f` is given.
        Every field of KServe 0.20 is in one of three classes:

        - *honoured*: it does what KServe says it does;
        - *without meaning*: accepted and reported as ignored, because there is nothing on one machine that it
          could change;
        - *refused*: it changes the answer, and nothing here does it yet. The error names the field.

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

  private void row(String name, FieldClass fieldClass, Field field) {
    String note = field.reason().replace("|", "\\|");
    if (field.harmless() != null) {
      String value = field.harmless().isEmpty() ? "an empty one" : "`" + field.harmless() + "`";
      note += (note.isEmpty() ? "" : "; ") + value + " is accepted";
    }
    page.append("| `").append(name).append("` | ").append(fieldClass);
    page.append(" | ").append(note.isEmpty() ? "" : note + " ").append("|\n");
  }

  private void keys(String title, String typeName) {
    page.append("\n## ").append(title).append("\n\n");
    page.append("Any other is kept as it is.\n\n");
    page.append("| Key | Class | Why |\n|---|---|---|\n");
    for (Field field : table.type(typeName).fields().values()) {
      row(field.name(), field.classIn(FieldClass.HONOURED), field);
    }
  }

  private void samples() throws IOException {
    page.append("\n## KServe's samples\n\n");
    page.append("Every manifest of KServe's repository with an `InferenceService`, as it is.\n\n");
    page.append("| File | Line | Resource | Result | Fields |\n|---|---|---|---|---|\n");
    for (Upstream.Sample sample : Upstream.samples()) {
      for (ServiceReading reading :
          ServiceFile.read(sample.text(), sample.name(), FieldValidation.STRICT)) {
        page.append("| ").append(sample.name());
        page.append(" | ").append(reading.position().line());
        page.append(" | ").append(result(reading)).append(" |\n");
      }
    }
  }

  private static String result(ServiceReading reading) {
    return switch (reading) {
      case ServiceReading.Valid valid ->
          "`InferenceService` | accepted | "
              + cell(valid.ignored().stream().map(IgnoredField::path))
              + (valid.ignored().isEmpty() ? "" : " ignored");
      case ServiceReading.Invalid invalid
          when invalid.errors().getFirst().reason() == FieldError.Reason.MALFORMED ->
          "malformed YAML | refused | ";
      case ServiceReading.Invalid invalid ->
          "`InferenceService` | refused | " + cell(invalid.errors().stream().map(FieldError::path));
      case ServiceReading.Unhandled unhandled ->
          "`" + unhandled.kind() + "` of " + unhandled.apiVersion() + " | not handled | ";
    };
  }

  private static String cell(Stream<String> paths) {
    List<String> distinct = paths.distinct().toList();
    return distinct.stream().map(path -> "`" + path + "`").collect(Collectors.joining(", "));
  }
}
