// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Writes one node: its flags, its type and the parts that it has, each behind its tag. Texts that
 * only people read are left out; {@code /openapi} takes them from the definition.
 */
final class NodeWriter {
  static final int PROPERTIES = 1;
  static final int ADDITIONAL = 2;
  static final int ITEMS = 3;
  static final int DEFAULT = 4;
  static final int ENUM = 5;
  static final int REQUIRED = 6;
  static final int FORMAT = 7;
  static final int PATTERN = 8;
  static final int LIST_KIND = 9;
  static final int LIST_KEYS = 10;
  static final int LIMITS = 11;
  static final int LOGIC = 12;
  static final int RULES = 13;

  static final String[] DOUBLES = {"minimum", "maximum", "multipleOf"};
  static final String[] COUNTS = {
    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"
  };
  private static final String[] LOGIC_WORDS = {"allOf", "anyOf", "oneOf"};

  private final SchemaCompiler compiler;
  private final JsonNode schema;
  private final ImageWriter parts = new ImageWriter();
  private int flags;

  NodeWriter(SchemaCompiler compiler, JsonNode schema) {
    this.compiler = compiler;
    this.schema = schema;
  }

  byte[] write() {
    ownFlags();
    properties();
    additional();
    reference(ITEMS, "items");
    defaults();
    choices();
    texts(REQUIRED, "required");
    text(FORMAT, Formats.known(schema));
    text(PATTERN, schema.path("pattern").asText(""));
    lists();
    limits();
    logic();
    rules();
    ImageWriter out = new ImageWriter();
    out.number(flags);
    String type = schema.path("type").asText("");
    out.number(type.isEmpty() ? 0 : compiler.text(type) + 1);
    out.raw(parts.toBytes());
    out.number(0);
    return out.toBytes();
  }

  private void ownFlags() {
    flag("nullable", SchemaNode.NULLABLE);
    flag("x-kubernetes-preserve-unknown-fields", SchemaNode.PRESERVE);
    flag("x-kubernetes-embedded-resource", SchemaNode.EMBEDDED | SchemaNode.HAS_EMBEDDED);
    flag("x-kubernetes-int-or-string", SchemaNode.INT_OR_STRING);
    flag("uniqueItems", SchemaNode.UNIQUE_ITEMS);
    if (schema.path("x-kubernetes-map-type").asText("").equals("atomic")) {
      flags |= SchemaNode.MAP_ATOMIC;
    }
    if (isIntegerOrString(schema.path("anyOf"))) {
      flags |= SchemaNode.PLAIN_INT_OR_STRING;
    }
  }

  private void flag(String word, int bits) {
    if (schema.path(word).asBoolean(false)) {
      flags |= bits;
    }
  }

  private static boolean isIntegerOrString(JsonNode anyOf) {
    return anyOf.size() == 2
        && isOnlyType(anyOf.get(0), "integer")
        && isOnlyType(anyOf.get(1), "string");
  }

  private static boolean isOnlyType(JsonNode schema, String type) {
    return schema.size() == 1 && schema.path("type").asText("").equals(type);
  }

  private int child(JsonNode child) {
    int index = compiler.child(child);
    flags |= compiler.flags(index) & SchemaNode.DEEP;
    return index;
  }

  private void properties() {
    JsonNode properties = schema.path("properties");
    if (properties.isEmpty()) {
      return;
    }
    String[] names = new String[properties.size()];
    Iterator<String> each = properties.fieldNames();
    for (int i = 0; i < names.length; i++) {
      names[i] = each.next();
    }
    Arrays.sort(names);
    int[] children = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      children[i] = child(properties.get(names[i]));
    }
    parts.number(PROPERTIES);
    parts.number(names.length);
    for (int i = 0; i < names.length; i++) {
      parts.number(compiler.text(names[i]));
      parts.number(children[i]);
    }
  }

  private void additional() {
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isBoolean()) {
      flags |= additional.booleanValue() ? SchemaNode.ADDITIONAL_ANY : SchemaNode.ADDITIONAL_NONE;
    } else {
      reference(ADDITIONAL, "additionalProperties");
    }
  }

  private void reference(int tag, String word) {
    JsonNode child = schema.path(word);
    if (child.isObject()) {
      int index = child(child);
      parts.number(tag);
      parts.number(index);
    }
  }

  private void defaults() {
    JsonNode value = schema.path("default");
    if (!value.isMissingNode() && !value.isNull()) {
      flags |= SchemaNode.HAS_DEFAULTS;
      parts.number(DEFAULT);
      parts.text(value.toString());
    }
  }

  private void choices() {
    JsonNode choices = schema.path("enum");
    if (!choices.isEmpty()) {
      parts.number(ENUM);
      parts.text(choices.toString());
    }
  }

  private void texts(int tag, String word) {
    JsonNode texts = schema.path(word);
    if (!texts.isEmpty()) {
      parts.number(tag);
      parts.number(texts.size());
      for (JsonNode text : texts) {
        parts.number(compiler.text(text.asText()));
      }
    }
  }

  private void text(int tag, String text) {
    if (!text.isEmpty()) {
      parts.number(tag);
      parts.number(compiler.text(text));
    }
  }

  private void lists() {
    String kind = schema.path("x-kubernetes-list-type").asText("");
    if (ListKind.ofWord(kind) != ListKind.ATOMIC) {
      flags |= SchemaNode.HAS_KEYED_LISTS;
      text(LIST_KIND, kind);
    }
    texts(LIST_KEYS, "x-kubernetes-list-map-keys");
  }

  private void limits() {
    int given = 0;
    ImageWriter values = new ImageWriter();
    for (int i = 0; i < DOUBLES.length; i++) {
      JsonNode value = schema.path(DOUBLES[i]);
      if (value.isNumber()) {
        given |= 1 << i;
        values.fixed(Double.doubleToLongBits(value.doubleValue()));
      }
    }
    for (int i = 0; i < COUNTS.length; i++) {
      JsonNode value = schema.path(COUNTS[i]);
      if (value.isNumber()) {
        given |= 1 << (DOUBLES.length + i);
        values.fixed(value.longValue());
      }
    }
    if (given != 0) {
      int exclusive = schema.path("exclusiveMinimum").asBoolean(false) ? 1 : 0;
      exclusive |= schema.path("exclusiveMaximum").asBoolean(false) ? 2 : 0;
      parts.number(LIMITS);
      parts.number(given);
      parts.number(exclusive);
      parts.raw(values.toBytes());
    }
  }

  private void logic() {
    JsonNode not = schema.path("not");
    boolean any = not.isObject();
    ImageWriter logic = new ImageWriter();
    for (String word : LOGIC_WORDS) {
      int[] children = compiler.children(schema.path(word));
      logic.number(children.length);
      for (int child : children) {
        logic.number(child);
        any = true;
      }
    }
    logic.number(not.isObject() ? compiler.child(not) + 1 : 0);
    if (any) {
      parts.number(LOGIC);
      parts.raw(logic.toBytes());
    }
  }

  private void rules() {
    JsonNode rules = schema.path("x-kubernetes-validations");
    if (rules.isEmpty()) {
      return;
    }
    flags |= SchemaNode.HAS_RULES;
    parts.number(RULES);
    parts.number(rules.size());
    for (JsonNode rule : rules) {
      parts.text(rule.path("rule").asText(""));
      parts.text(rule.path("message").asText(""));
      parts.text(rule.path("messageExpression").asText(""));
      parts.text(rule.path("reason").asText(""));
      parts.text(rule.path("fieldPath").asText(""));
      parts.number(rule.path("optionalOldSelf").asBoolean(false) ? 1 : 0);
    }
  }
}
