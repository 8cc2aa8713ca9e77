// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import io.slipway.controlplane.apiserver.schema.SchemaType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What values of a schema are in CEL. What the schema does not describe is not there for rules. */
final class RuleTypes {
  private final Map<String, CelType> structures = new HashMap<>();

  /** The type of a place; null if rules cannot see it. */
  @Nullable CelType of(SchemaNode schema, boolean resource) {
    if (schema.intOrString()) {
      return SimpleType.DYN;
    }
    SchemaType type = resource ? SchemaType.OBJECT : schema.type();
    if (type == null) {
      return null;
    }
    return switch (type) {
      case ARRAY -> list(schema);
      case OBJECT -> object(schema, resource);
      case STRING -> text(schema.format());
      case BOOLEAN -> SimpleType.BOOL;
      case NUMBER -> SimpleType.DOUBLE;
      case INTEGER -> SimpleType.INT;
    };
  }

  private static CelType text(String format) {
    return switch (format) {
      case "byte" -> SimpleType.BYTES;
      case "duration" -> SimpleType.DURATION;
      case "date", "date-time" -> SimpleType.TIMESTAMP;
      default -> SimpleType.STRING;
    };
  }

  private @Nullable CelType list(SchemaNode schema) {
    SchemaNode items = schema.items();
    CelType element = items == null ? null : of(items, items.embedded());
    return element == null ? null : ListType.create(element);
  }

  private @Nullable CelType object(SchemaNode schema, boolean resource) {
    SchemaNode additional = schema.additional();
    if (additional != null) {
      CelType value = of(additional, additional.embedded());
      return value == null ? null : MapType.create(SimpleType.STRING, value);
    }
    Map<String, CelType> fields = new HashMap<>();
    for (String property : schema.propertyNames()) {
      SchemaNode node = schema.property(property);
      String name = CelNames.of(property);
      CelType type = node == null ? null : of(node, node.embedded());
      if (name != null && type != null) {
        fields.put(name, type);
      }
    }
    if (resource) {
      fields.put("apiVersion", SimpleType.STRING);
      fields.put("kind", SimpleType.STRING);
      Map<String, CelType> metadata = new HashMap<>();
      metadata.put("name", SimpleType.STRING);
      metadata.put("generateName", SimpleType.STRING);
      fields.put("metadata", structure(metadata));
    }
    return structure(fields);
  }

  private CelType structure(Map<String, CelType> fields) {
    String name = "object" + structures.size();
    ImmutableMap<String, CelType> known = ImmutableMap.copyOf(fields);
    StructType type =
        StructType.create(name, known.keySet(), field -> Optional.ofNullable(known.get(field)));
    structures.put(name, type);
    return type;
  }

  /** All structures that were met, for the compiler. */
  CelTypeProvider provider() {
    return new Structures(ImmutableMap.copyOf(structures));
  }

  /** Finds a structure by its name. */
  private record Structures(ImmutableMap<String, CelType> byName) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return byName.values();
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(byName.get(name));
    }
  }
}
