// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.definition.Definition;
import io.slipway.controlplane.apiserver.definition.DefinitionVersion;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.resources.definition.BroughtKind;
import io.slipway.controlplane.resources.definition.Definitions;
import io.slipway.controlplane.store.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a kind that Slipway brings, known without a document: a start reads no schema,
 * and the schema is made when an object of the kind is first written or described.
 */
final class BroughtDefinition implements DefinitionVersion.Schema {
  /** Marks a stored definition as ours; its value tells one form of it from another. */
  static final String MARK = "slipway.io/brought";

  private static final JsonFactory JSON = new JsonFactory();

  private final BroughtKind kind;
  private volatile @Nullable JsonNode schema;

  private BroughtDefinition(BroughtKind kind) {
    this.kind = kind;
  }

  /** The definitions of all kinds that are brought, by their names. */
  static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    for (BroughtKind kind : Definitions.kinds()) {
      all.add(new BroughtDefinition(kind).definition());
    }
    return all;
  }

  /** The name of a definition's object. */
  static String name(Definition definition) {
    return definition.resource().resource() + '.' + definition.resource().group();
  }

  private Definition definition() {
    List<DefinitionVersion.Column> columns = new ArrayList<>();
    for (String column : kind.columns()) {
      List<String> words = BroughtKind.words(column);
      columns.add(
          new DefinitionVersion.Column(words.get(0), words.get(1), "", "", 0, words.get(2)));
    }
    DefinitionVersion version =
        new DefinitionVersion(
            kind.version(), true, true, null, kind.hasStatus(), null, columns, List.of(), this);
    return new Definition(
        new GroupKind(kind.group(), kind.kind()),
        new GroupResource(kind.group(), kind.plural()),
        kind.singular(),
        kind.kind() + "List",
        kind.shortName().isEmpty() ? List.of() : List.of(kind.shortName()),
        List.of(),
        kind.namespaced(),
        false,
        List.of(version));
  }

  /** Two threads may make it at once: equal, and nobody changes it. */
  @Override
  public JsonNode tree() {
    JsonNode known = schema;
    if (known == null) {
      known = new Trees().of(Definitions.schema(kind));
      schema = known;
    }
    return known;
  }

  /** The definitions as documents to be stored, each to be changed by who has it. */
  static List<ObjectNode> documents() {
    Trees trees = new Trees();
    List<ObjectNode> documents = new ArrayList<>();
    for (Map<String, Object> definition : Definitions.all()) {
      documents.add((ObjectNode) trees.of(definition));
    }
    return documents;
  }

  /**
   * The mark of a stored definition that is one of ours and as we have made it; null for others.
   * Only the metadata is read, which is at the beginning.
   */
  static @Nullable String mark(Stored stored) {
    try (JsonParser parser = JSON.createParser(stored.value())) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME
            && parser.currentName().equals("metadata")) {
          parser.nextToken();
          return markInMetadata(parser);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("the stored " + stored.key() + " is no JSON", e);
    }
  }

  private static @Nullable String markInMetadata(JsonParser parser) throws IOException {
    String mark = null;
    boolean unchanged = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals("generation")) {
        unchanged = parser.getLongValue() == 1;
      } else if (field.equals("annotations")) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean ours = parser.currentName().equals(MARK);
          String value = parser.nextTextValue();
          mark = ours ? value : mark;
        }
      } else {
        parser.skipChildren();
      }
    }
    return unchanged ? mark : null;
  }

  /** Turns maps into JSON. What stands in many places is one tree in all of them. */
  private static final class Trees {
    private final IdentityHashMap<Object, JsonNode> known = new IdentityHashMap<>();

    JsonNode of(Object value) {
      return switch (value) {
        case Map<?, ?> map -> {
          JsonNode tree = known.get(map);
          if (tree == null) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<?, ?> field : map.entrySet()) {
              object.set(String.valueOf(field.getKey()), of(field.getValue()));
            }
            tree = object;
            known.put(map, tree);
          }
          yield tree;
        }
        case List<?> list -> {
          ArrayNode array = JsonNodeFactory.instance.arrayNode(list.size());
          for (Object each : list) {
            array.add(of(each));
          }
          yield array;
        }
        case Boolean truth -> JsonNodeFactory.instance.booleanNode(truth);
        case String text -> JsonNodeFactory.instance.textNode(text);
        default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
      };
    }
  }
}
