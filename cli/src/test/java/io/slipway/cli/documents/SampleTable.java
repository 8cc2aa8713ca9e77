// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import io.slipway.cli.command.CommandFailure;
import io.slipway.cli.kube.ObjectDocument;
import io.slipway.controlplane.resources.ServiceFile;
import io.slipway.controlplane.resources.ServiceReading;
import io.slipway.controlplane.resources.schema.FieldError;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.schema.IgnoredField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of samples: what becomes of each resource, given to {@code up -f} and applied. */
final class SampleTable {
  private static final Set<String> KINDS =
      Set.of(
          "InferenceService",
          "ServingRuntime",
          "ClusterServingRuntime",
          "InferenceGraph",
          "TrainedModel");

  private static final String HEAD =
      """

      Every manifest of KServe's repository with an `InferenceService`, `ServingRuntime`,
      `ClusterServingRuntime`, `InferenceGraph` or `TrainedModel`, as it is; in those of tests the places of
      templates are filled. The names are fields: after *refused* those that are not supported, after
      *accepted* those that do nothing here.

      *Applied* is with no runtimes but those that Slipway brings. Of a runtime it says what becomes of a
      service that names it. Pods of other images than Slipway's need what
      [The Kubernetes API](kubernetes-api.md#what-runs-what-is-applied) says.

      | File | Line | Resource | `up -f` | Applied |
      |---|---|---|---|---|
      """;

  private SampleTable() {}

  static String of(List<Sample> samples, SampleFates applied) throws Exception {
    StringBuilder table = new StringBuilder(HEAD);
    for (Sample sample : samples) {
      for (String row : rows(sample, applied)) {
        table.append("| ").append(sample.name()).append(" | ").append(row).append(" |\n");
      }
    }
    return table.toString();
  }

  private static List<String> rows(Sample sample, SampleFates applied) throws Exception {
    List<ObjectDocument> documents;
    try {
      documents = ObjectDocument.readAll(sample.text(), sample.name());
    } catch (CommandFailure malformed) {
      String place = String.valueOf(malformed.getMessage()).split(": ", 2)[0];
      String line = place.split(":", -1)[1];
      return List.of(line + " | malformed YAML | refused | refused");
    }
    List<ServiceReading> readings =
        ServiceFile.read(sample.text(), sample.name(), FieldValidation.STRICT);
    List<String> rows = new ArrayList<>();
    applied.another();
    for (ObjectDocument document : documents) {
      String kind = document.json().path("kind").asText();
      String version = document.json().path("apiVersion").asText();
      if (!KINDS.contains(kind)) {
        continue;
      }
      int line = document.position().line();
      rows.add(
          line
              + " | `"
              + kind
              + "` of "
              + version
              + " | "
              + fromFile(readings, line)
              + " | "
              + applied.of(document.json()));
    }
    return rows;
  }

  private static String fromFile(List<ServiceReading> readings, int line) {
    for (ServiceReading reading : readings) {
      if (reading.position().line() == line) {
        return switch (reading) {
          case ServiceReading.Valid valid ->
              cell("accepted", valid.ignored().stream().map(IgnoredField::path).toList());
          case ServiceReading.Invalid invalid ->
              cell("refused", invalid.errors().stream().map(FieldError::path).toList());
          case ServiceReading.Unhandled _ -> "not handled";
        };
      }
    }
    throw new AssertionError("nothing begins in line " + line);
  }

  /** A result and its fields. */
  static String cell(String result, Collection<String> fields) {
    return fields.isEmpty()
        ? result
        : result
            + ": "
            + new LinkedHashSet<>(fields)
                .stream().map(field -> "`" + field + "`").collect(Collectors.joining(", "));
  }
}
