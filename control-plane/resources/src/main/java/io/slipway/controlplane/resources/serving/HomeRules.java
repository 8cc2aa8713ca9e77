// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.schema.Field;
import io.slipway.controlplane.resources.schema.FieldClass;
import io.slipway.controlplane.resources.schema.FieldTable;
import io.slipway.controlplane.resources.schema.ObjectType;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one machine does of the values of honoured fields: which formats, runtimes and schemes, and
 * which annotations and labels. Whole fields are the table's. In Pods, formats are for runtimes.
 */
final class HomeRules {
  private static final List<String> FORMATS = List.of("onnx");
  private static final List<String> FORMAT_VERSIONS = List.of("1");
  private static final List<String> LOG_SCHEMES = List.of("http", "https", "file");
  private static final List<String> RUNTIMES = List.of("slipway");

  /** Annotations of these families steer a service; one that is not in the table is reported. */
  private static final List<String> FAMILIES =
      List.of(
          "slipway.io/",
          "serving.kserve.io/",
          "serving.knative.dev/",
          "autoscaling.knative.dev/",
          "networking.kserve.io/",
          "storage.kserve.io/",
          "prometheus.kserve.io/");

  private HomeRules() {}

  static void check(Scope service, FieldTable table) {
    Scope metadata = service.child("metadata");
    if (metadata != null) {
      keys(metadata.child("annotations"), table, FieldTable.ANNOTATIONS);
      keys(metadata.child("labels"), table, FieldTable.LABELS);
    }
    Scope spec = service.child("spec");
    Scope predictor = spec == null ? null : spec.child("predictor");
    if (spec == null || predictor == null) {
      return;
    }
    logger(predictor);
    if (table.isInPods()) { // else they have been refused
      logger(spec.child("transformer"));
      logger(spec.child("explainer"));
    }
    Scope model = predictor.child("model");
    if (model != null) {
      if (!table.isInPods()) {
        format(model);
      }
      model(model, table);
    }
    for (String framework : Predictor.FRAMEWORKS) {
      Scope older = predictor.child(framework);
      if (older != null) {
        model(older, table);
      }
    }
  }

  private static void logger(@Nullable Scope component) {
    Scope logger = component == null ? null : component.child("logger");
    if (logger == null || logger.has("storage")) {
      return; // the storage has been refused
    }
    if (!logger.has("url")) {
      logger.required("url", "required here: http://, https:// or file://, and where to");
      return;
    }
    String url = logger.textOrEmpty("url");
    if (!LOG_SCHEMES.contains(StorageScheme.of(url))) {
      logger.unsupported(
          "url",
          "\"" + Scope.shown(url) + "\" is not logged to (offered: http://, https://, file://)");
    }
  }

  private static void format(Scope model) {
    Scope format = model.child("modelFormat");
    if (format != null) {
      offered(format, "name", "the model format", FORMATS);
      if (FORMATS.contains(format.textOrEmpty("name"))) {
        offered(format, "version", "the version", FORMAT_VERSIONS);
      }
    } else if (!model.has("modelFormat") && model.has("runtime")) {
      model.required("modelFormat", "required here: a runtime alone does not say it");
    }
    offered(model, "runtime", "the runtime", RUNTIMES);
  }

  private static void model(Scope model, FieldTable table) {
    if (model.textOrEmpty("protocolVersion").equals(Protocol.GRPC_V1.toString())) {
      model.unsupported("protocolVersion", "grpc-v1 is not spoken yet (offered: v1, v2, grpc-v2)");
    }
    String uri = model.map().text("storageUri");
    if (uri != null) {
      storageUri(model, uri);
    } else if (!table.isInPods() && !model.has("storageUri") && !model.has("storage")) {
      model.required(
          "storageUri", "required here: models that come later are for services that are applied");
    }
  }

  private static void offered(Scope scope, String field, String what, List<String> offered) {
    String value = scope.map().text(field);
    if (value != null && !offered.contains(value)) {
      scope.unsupported(
          field,
          what
              + " \""
              + Scope.shown(value)
              + "\" is not served yet (offered: "
              + String.join(", ", offered)
              + ")");
    }
  }

  private static void storageUri(Scope model, String uri) {
    String scheme = StorageScheme.of(uri);
    String rest = StorageScheme.rest(uri);
    if (scheme.isEmpty() || !StorageScheme.KNOWN.contains(scheme) || rest.isEmpty()) {
      return; // a path, or a fault that has been reported
    }
    if (!StorageScheme.FETCHED.contains(scheme)) {
      model.unsupported(
          "storageUri",
          scheme
              + ":// is not fetched yet (offered: a path, "
              + String.join("://, ", StorageScheme.FETCHED)
              + "://)");
    } else if (scheme.equals("file") && !rest.startsWith("/")) {
      model.invalid(
          "storageUri",
          "\"" + Scope.shown(uri) + "\" (expected: file:///absolute/path, or a plain path)");
    } else if (!scheme.equals("file") && rest.startsWith("/")) {
      model.invalid("storageUri", "\"" + Scope.shown(uri) + "\" has no host");
    }
  }

  /** The types are at the end of the table: looked for only if there is a key to find in them. */
  private static void keys(@Nullable Scope scope, FieldTable table, String type) {
    if (scope == null || scope.map().entries().isEmpty()) {
      return;
    }
    ObjectType known = table.type(type);
    for (Map.Entry<String, YamlMap.Entry> each : scope.map().entries().entrySet()) {
      String key = each.getKey();
      Field field = known.fields().get(key);
      if (field != null) {
        key(scope, each.getValue(), field);
      } else if (FAMILIES.stream().anyMatch(key::startsWith)) {
        scope
            .findings()
            .ignored(each.getValue().position(), scope.pathOfKey(key), "it is not known here");
      }
    }
  }

  private static void key(Scope scope, YamlMap.Entry entry, Field field) {
    if (entry.value() instanceof YamlScalar value && value.text().equals(field.harmless())) {
      return;
    }
    switch (field.classIn(FieldClass.HONOURED)) {
      case HONOURED -> {}
      case NO_MEANING ->
          scope.findings().ignored(entry.position(), scope.pathOfKey(field.name()), field.reason());
      case REFUSED ->
          scope
              .findings()
              .unsupported(entry.position(), scope.pathOfKey(field.name()), field.reason());
    }
  }
}
