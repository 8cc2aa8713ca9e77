// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import io.slipway.controlplane.resources.schema.FieldError;
import io.slipway.controlplane.resources.schema.FieldError.Reason;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.schema.Findings;
import io.slipway.controlplane.resources.serving.CheckedService;
import io.slipway.controlplane.resources.serving.InferenceService;
import io.slipway.controlplane.resources.yaml.Position;
import io.slipway.controlplane.resources.yaml.YamlDocument;
import io.slipway.controlplane.resources.yaml.YamlLimits;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlReader;
import io.slipway.controlplane.resources.yaml.YamlText;
import io.slipway.controlplane.resources.yaml.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text with resources, as a user gives it to {@code slipway up -f}: YAML with any number of
 * documents, or JSON. Whatever the text holds, reading it ends with results, not with exceptions.
 */
public final class ServiceFile {
  private static final YamlLimits LIMITS = YamlLimits.DEFAULT;

  private ServiceFile() {}

  /**
   * Reads a file in UTF-8. Blocks while it reads.
   *
   * @throws IOException if the file cannot be read
   */
  public static List<ServiceReading> read(Path file, FieldValidation validation)
      throws IOException {
    Position start = Position.startOf(file.toString());
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LIMITS.chars() + 1);
    }
    if (bytes.length > LIMITS.chars()) {
      return List.of(malformed(start, "more than " + LIMITS.chars() + " bytes"));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return read(text, file.toString(), validation);
    } catch (CharacterCodingException _) {
      return List.of(malformed(start, "not UTF-8 text"));
    }
  }

  /**
   * Reads a text: one result per resource, in order. If the text is malformed, what comes before
   * the fault has its results, and the fault is the last.
   *
   * @param sourceName what positions call the text
   */
  public static List<ServiceReading> read(
      String text, String sourceName, FieldValidation validation) {
    YamlText yaml = YamlReader.read(text, sourceName, LIMITS);
    List<ServiceReading> readings = new ArrayList<>();
    for (YamlDocument document : yaml.documents()) {
      Findings findings = new Findings();
      duplicates(document, validation, findings);
      resource(document.root(), validation, findings, readings);
    }
    YamlText.Fault fault = yaml.fault();
    if (fault != null) {
      readings.add(malformed(fault.position(), fault.reason()));
    }
    return List.copyOf(readings);
  }

  private static void duplicates(
      YamlDocument document, FieldValidation validation, Findings findings) {
    for (YamlDocument.DuplicateKey key : document.duplicates()) {
      switch (validation) {
        case STRICT ->
            findings.error(
                key.position(),
                key.path(),
                Reason.DUPLICATE,
                "written twice, first in line " + key.first().line());
        case WARN ->
            findings.ignored(
                key.first(), key.path(), "written again in line " + key.position().line());
        case IGNORE -> {}
      }
    }
  }

  private static void resource(
      YamlValue value,
      FieldValidation validation,
      Findings findings,
      List<ServiceReading> readings) {
    if (!(value instanceof YamlMap resource)) {
      findings.error(
          value.position(), "", Reason.TYPE, "expected a resource, found " + value.describe());
      readings.add(new ServiceReading.Invalid(value.position(), findings.errors()));
      return;
    }
    String apiVersion = identity(resource, "apiVersion", findings);
    String kind = identity(resource, "kind", findings);
    if (apiVersion.isEmpty() || kind.isEmpty()) {
      readings.add(new ServiceReading.Invalid(resource.position(), findings.errors()));
      return;
    }
    switch (kind + " of " + apiVersion) {
      case "List of v1", "InferenceServiceList of " + InferenceService.API_VERSION ->
          list(resource, validation, findings, readings);
      case InferenceService.KIND + " of " + InferenceService.API_VERSION ->
          readings.add(service(resource, validation, findings));
      default -> readings.add(unhandled(resource, apiVersion, kind));
    }
  }

  private static String identity(YamlMap resource, String field, Findings findings) {
    String text = resource.text(field);
    if (text != null && !text.isEmpty()) {
      return text;
    }
    YamlMap.Entry entry = resource.entries().get(field);
    Position position = entry == null ? resource.position() : entry.position();
    findings.error(position, field, Reason.REQUIRED, "required, as text");
    return "";
  }

  private static ServiceReading unhandled(YamlMap resource, String apiVersion, String kind) {
    YamlMap metadata = resource.map("metadata");
    String name = metadata == null ? null : metadata.text("name");
    return new ServiceReading.Unhandled(
        resource.position(), apiVersion, kind, name == null ? "" : name);
  }

  private static void list(
      YamlMap resource,
      FieldValidation validation,
      Findings findings,
      List<ServiceReading> readings) {
    YamlValue items = resource.get("items");
    if (items != null && !(items instanceof YamlList)) {
      findings.error(
          items.position(), "items", Reason.TYPE, "expected a list, found " + items.describe());
    }
    if (findings.hasErrors()) {
      readings.add(new ServiceReading.Invalid(resource.position(), findings.errors()));
    }
    if (items instanceof YamlList list) {
      for (YamlValue item : list.items()) {
        resource(item, validation, new Findings(), readings);
      }
    }
  }

  private static ServiceReading service(
      YamlMap resource, FieldValidation validation, Findings findings) {
    Optional<InferenceService> service = CheckedService.of(resource, validation, findings);
    return service.isPresent()
        ? new ServiceReading.Valid(resource.position(), service.get(), findings.ignored())
        : new ServiceReading.Invalid(resource.position(), findings.errors());
  }

  private static ServiceReading malformed(Position position, String reason) {
    return new ServiceReading.Invalid(
        position, List.of(new FieldError(position, "", Reason.MALFORMED, reason)));
  }
}
