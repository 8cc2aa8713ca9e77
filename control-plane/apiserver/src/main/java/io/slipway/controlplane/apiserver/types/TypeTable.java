// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a table of types; its head says how it is written. Types may not contain themselves. */
final class TypeTable {
  private final Map<String, List<String>> lines = new HashMap<>();
  private final Map<String, TypeDescription> types = new HashMap<>();
  private final Map<String, String> kinds = new LinkedHashMap<>();
  private final IdentityHashMap<TypeDescription, String> names = new IdentityHashMap<>();
  private Map<String, TypeDescription> byKind = Map.of();

  private TypeTable() {}

  static TypeTable read(String resource) {
    try (var in = TypeTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no table of types in " + resource);
      }
      TypeTable table = new TypeTable();
      table.split(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
      table.byKind = table.resolve();
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  /** The types of the kinds, by API version and kind with a space between. */
  Map<String, TypeDescription> byKind() {
    return byKind;
  }

  /** The name that a type has in the table; null if it has none. */
  @Nullable String nameOf(TypeDescription type) {
    return names.get(type);
  }

  private void split(BufferedReader reader) throws IOException {
    List<String> current = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("  ")) {
        current.add(line.substring(2));
      } else if (line.startsWith("kind ")) {
        int type = line.lastIndexOf(' ');
        kinds.put(line.substring(5, type), line.substring(type + 1));
      } else {
        current = new ArrayList<>();
        boolean atomic = line.endsWith(" atomic");
        current.add(atomic ? "atomic" : "");
        lines.put(atomic ? line.substring(0, line.length() - 7) : line, current);
      }
    }
  }

  private Map<String, TypeDescription> resolve() {
    Map<String, TypeDescription> resolved = HashMap.newHashMap(kinds.size());
    kinds.forEach((kind, type) -> resolved.put(kind, type(type)));
    return resolved;
  }

  private TypeDescription type(String name) {
    TypeDescription known = types.get(name);
    if (known == null) {
      List<String> fields = lines.get(name);
      if (fields == null) {
        throw new IllegalStateException("the table of types has no " + name);
      }
      known = TypeDescription.of(structure(name, fields));
      types.put(name, known);
      names.put(known, name);
    }
    return known;
  }

  private MapType structure(String name, List<String> rows) {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    for (String row : rows.subList(1, rows.size())) {
      int colon = row.indexOf(" : ");
      FieldType type = new ShapeParser(row.substring(0, colon), this::type).field();
      for (String field : row.substring(colon + 3).split(" ", -1)) {
        addField(field, type, fields);
      }
    }
    return new MapType(name, fields, null, false, rows.getFirst().equals("atomic"));
  }

  private static void addField(String text, FieldType type, Map<String, FieldType> fields) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      fields.put(text, type);
      return;
    }
    var keyDefault = ShapeParser.keyDefault(type.type(), text.substring(equals + 1));
    fields.put(text.substring(0, equals), new FieldType(type.type(), type.patch(), keyDefault));
  }

  /** Finds a type by its name. */
  interface Types {
    TypeDescription named(String name);
  }
}
