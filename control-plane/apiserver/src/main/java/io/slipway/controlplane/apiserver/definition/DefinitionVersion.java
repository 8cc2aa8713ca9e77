// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import io.slipway.controlplane.apiserver.schema.SchemaImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a defined kind.
 *
 * @param name such as {@code v1}
 * @param served whether requests may use it
 * @param storage whether objects are kept in it
 * @param deprecationWarning what to warn of at each request; null if it is not deprecated, empty
 *     for Kubernetes' own words
 * @param hasStatus whether the status is written apart
 * @param scale how the object is scaled; null if it is not
 * @param columns to print beside the name
 * @param selectableFields paths of fields to select objects by
 * @param schema where its schema is
 */
public record DefinitionVersion(
    String name,
    boolean served,
    boolean storage,
    @Nullable String deprecationWarning,
    boolean hasStatus,
    @Nullable Scale scale,
    List<Column> columns,
    List<String> selectableFields,
    Schema schema) {
  public DefinitionVersion {
    columns = List.copyOf(columns);
    selectableFields = List.copyOf(selectableFields);
  }

  /** Where a schema is: kept, or made when it is asked for. */
  public interface Schema {
    /** The schema as it was given, texts for people included; nobody changes it. */
    JsonNode tree();
  }

  /** The schema as it was given; missing if there is none. */
  public JsonNode openApiSchema() {
    return schema.tree();
  }

  /**
   * Where the numbers of the {@code scale} subresource are.
   *
   * @param labelSelectorPath empty if there is none
   */
  public record Scale(
      String specReplicasPath, String statusReplicasPath, String labelSelectorPath) {
    /** What an object has at one of the paths; missing if nothing. */
    public static JsonNode at(JsonNode object, String path) {
      JsonNode at = object;
      for (String name : path.substring(path.startsWith(".") ? 1 : 0).split("\\.", -1)) {
        at = at.path(name);
      }
      return at;
    }
  }

  /**
   * One of {@code additionalPrinterColumns}.
   *
   * @param priority 0 to print always, more for wide output only
   */
  public record Column(
      String name, String type, String format, String description, int priority, String jsonPath) {}

  static DefinitionVersion of(JsonNode version) {
    JsonNode subresources = version.path("subresources");
    List<Column> columns = new ArrayList<>();
    version.path("additionalPrinterColumns").forEach(column -> columns.add(column(column)));
    List<String> fields = new ArrayList<>();
    version.path("selectableFields").forEach(field -> fields.add(field.path("jsonPath").asText()));
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    boolean deprecated = version.path("deprecated").asBoolean(false);
    return new DefinitionVersion(
        version.path("name").asText(),
        version.path("served").asBoolean(false),
        version.path("storage").asBoolean(false),
        deprecated ? version.path("deprecationWarning").asText("") : null,
        subresources.path("status").isObject(),
        scale(subresources.path("scale")),
        columns,
        fields,
        () -> schema);
  }

  private static @Nullable Scale scale(JsonNode scale) {
    return scale.isObject()
        ? new Scale(
            scale.path("specReplicasPath").asText(),
            scale.path("statusReplicasPath").asText(),
            scale.path("labelSelectorPath").asText(""))
        : null;
  }

  private static Column column(JsonNode column) {
    return new Column(
        column.path("name").asText(),
        column.path("type").asText(),
        column.path("format").asText(""),
        column.path("description").asText(""),
        column.path("priority").asInt(0),
        column.path("jsonPath").asText());
  }

  /**
   * Compiles the schema: costly for a large one, so its bytes are worth keeping. This record holds
   * the tree of the schema as it was given, many times their size: let go of it soon.
   */
  public SchemaImage image() {
    return SchemaImage.compile(openApiSchema());
  }

  /** The schema, compiled. */
  public ResourceSchema compile() {
    return new ResourceSchema(image());
  }
}
