// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.types.StructureReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Reads the schema of a definition as Kubernetes reads it into its structure: words that it does
 * not know are taken out and reported, nulls are left out, and values of another type are refused.
 */
final class SchemaWords {
  private static final String STRUCTURE = "JSONSchemaProps";
  private static final String FIELDS = "spec.versions.schema.openAPIV3Schema";

  /** What may stand behind a word, as Go names it. */
  private enum Shape {
    TEXT("string"),
    COUNT("int64"),
    NUMBER("float64"),
    FLAG("bool"),
    ANY("interface {}"),
    TEXTS("[]string"),
    VALUES("[]v1.JSON"),
    SCHEMA("v1.JSONSchemaProps"),
    SCHEMAS("[]v1.JSONSchemaProps"),
    NAMED_SCHEMAS("map[string]v1.JSONSchemaProps"),
    NAMED("map[string]v1.JSONSchemaPropsOrStringArray"),
    SCHEMA_OR_FLAG("v1.JSONSchemaPropsOrBool"),
    SCHEMA_OR_LIST("v1.JSONSchemaPropsOrArray"),
    RULES("v1.ValidationRules"),
    DOCUMENTS("v1.ExternalDocumentation");

    private final String type;

    Shape(String type) {
      this.type = type;
    }
  }

  private static final Map<String, Shape> WORDS = new HashMap<>();
  private static final Map<String, Shape> RULE_WORDS = new HashMap<>();
  private static final Map<String, Shape> DOCUMENT_WORDS = new HashMap<>();

  static {
    words(WORDS, Shape.TEXT, "id $schema $ref description type format title pattern");
    words(WORDS, Shape.TEXT, "x-kubernetes-list-type x-kubernetes-map-type");
    words(WORDS, Shape.COUNT, "maxLength minLength maxItems minItems maxProperties minProperties");
    words(WORDS, Shape.NUMBER, "maximum minimum multipleOf");
    words(WORDS, Shape.FLAG, "exclusiveMaximum exclusiveMinimum uniqueItems nullable");
    words(WORDS, Shape.FLAG, "x-kubernetes-preserve-unknown-fields x-kubernetes-int-or-string");
    words(WORDS, Shape.FLAG, "x-kubernetes-embedded-resource");
    words(WORDS, Shape.ANY, "default example");
    words(WORDS, Shape.TEXTS, "required x-kubernetes-list-map-keys");
    words(WORDS, Shape.VALUES, "enum");
    words(WORDS, Shape.SCHEMA, "not");
    words(WORDS, Shape.SCHEMAS, "allOf anyOf oneOf");
    words(WORDS, Shape.NAMED_SCHEMAS, "properties patternProperties definitions");
    words(WORDS, Shape.NAMED, "dependencies");
    words(WORDS, Shape.SCHEMA_OR_FLAG, "additionalProperties additionalItems");
    words(WORDS, Shape.SCHEMA_OR_LIST, "items");
    words(WORDS, Shape.RULES, "x-kubernetes-validations");
    words(WORDS, Shape.DOCUMENTS, "externalDocs");
    words(RULE_WORDS, Shape.TEXT, "rule message messageExpression reason fieldPath");
    words(RULE_WORDS, Shape.FLAG, "optionalOldSelf");
    words(DOCUMENT_WORDS, Shape.TEXT, "description url");
  }

  private static void words(Map<String, Shape> words, Shape shape, String names) {
    for (String name : names.split(" ", -1)) {
      words.put(name, shape);
    }
  }

  private final JsonNode definition;
  private final List<String> unknown = new ArrayList<>(0);

  private SchemaWords(JsonNode definition) {
    this.definition = definition;
  }

  /**
   * Changes the schema of a version; the paths of what was taken out.
   *
   * @param validation what is around the schema
   * @param version its place among the versions
   */
  static List<String> prune(JsonNode definition, ObjectNode validation, int version) {
    SchemaWords words = new SchemaWords(definition);
    JsonNode schema = validation.path("openAPIV3Schema");
    if (!schema.isMissingNode()) {
      String path = "spec.versions[" + version + "].schema.openAPIV3Schema";
      words.value(Shape.SCHEMA, schema, path, FIELDS);
    }
    return words.unknown;
  }

  private void fields(JsonNode object, Map<String, Shape> words, String path, String fields) {
    Iterator<Map.Entry<String, JsonNode>> each = object.properties().iterator();
    while (each.hasNext()) {
      Map.Entry<String, JsonNode> field = each.next();
      String name = field.getKey();
      Shape shape = words.get(name);
      if (shape == null) {
        unknown.add(path + '.' + name);
        each.remove();
      } else if (field.getValue().isNull()) {
        each.remove();
      } else {
        value(shape, field.getValue(), path + '.' + name, fields + '.' + name);
      }
    }
  }

  private void value(Shape shape, JsonNode value, String path, String fields) {
    boolean fits = value.isValueNode() ? scalar(shape, value) : nested(shape, value, path, fields);
    if (!fits) {
      String problem =
          "json: cannot unmarshal "
              + StructureReader.found(value)
              + " into Go struct field "
              + STRUCTURE
              + '.'
              + fields
              + " of type "
              + shape.type;
      throw ApiErrors.badRequest(StructureReader.refused(definition, problem));
    }
  }

  private static boolean scalar(Shape shape, JsonNode value) {
    return switch (shape) {
      case ANY -> true;
      case TEXT -> value.isTextual();
      case COUNT -> value.isIntegralNumber() && value.canConvertToLong();
      case NUMBER -> value.isNumber();
      case FLAG, SCHEMA_OR_FLAG -> value.isBoolean();
      case TEXTS, VALUES, SCHEMA, SCHEMAS, NAMED_SCHEMAS, NAMED, SCHEMA_OR_LIST, RULES, DOCUMENTS ->
          false;
    };
  }

  private boolean nested(Shape shape, JsonNode value, String path, String fields) {
    return switch (shape) {
      case ANY -> true;
      case TEXT, COUNT, NUMBER, FLAG -> false;
      case VALUES -> value.isArray();
      case TEXTS -> each(Shape.TEXT, value, path, fields);
      case SCHEMAS -> each(Shape.SCHEMA, value, path, fields);
      case SCHEMA, SCHEMA_OR_FLAG -> object(value, WORDS, path, fields);
      case DOCUMENTS -> object(value, DOCUMENT_WORDS, path, fields);
      case NAMED_SCHEMAS -> named(Shape.SCHEMA, value, path, fields);
      case NAMED -> named(Shape.ANY, value, path, fields);
      case SCHEMA_OR_LIST ->
          value.isArray()
              ? each(Shape.SCHEMA, value, path, fields)
              : object(value, WORDS, path, fields);
      case RULES -> rules(value, path, fields);
    };
  }

  private boolean object(JsonNode value, Map<String, Shape> words, String path, String fields) {
    if (!value.isObject()) {
      return false;
    }
    fields(value, words, path, fields);
    return true;
  }

  private boolean each(Shape shape, JsonNode value, String path, String fields) {
    if (!(value instanceof ArrayNode array)) {
      return false;
    }
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i).isNull()) {
        array.set(i, empty(shape));
      }
      value(shape, array.get(i), path + '[' + i + ']', fields);
    }
    return true;
  }

  private boolean named(Shape shape, JsonNode value, String path, String fields) {
    if (!value.isObject()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      if (each.getValue().isNull()) {
        each.setValue(empty(shape));
      }
      value(shape, each.getValue(), path + '.' + each.getKey(), fields);
    }
    return true;
  }

  /** What Go makes of null where there must be a value. */
  private static JsonNode empty(Shape shape) {
    return shape == Shape.TEXT
        ? JsonNodeFactory.instance.textNode("")
        : JsonNodeFactory.instance.objectNode();
  }

  private boolean rules(JsonNode value, String path, String fields) {
    if (!value.isArray()) {
      return false;
    }
    for (int i = 0; i < value.size(); i++) {
      if (!object(value.get(i), RULE_WORDS, path + '[' + i + ']', fields)) {
        return false;
      }
    }
    return true;
  }
}
