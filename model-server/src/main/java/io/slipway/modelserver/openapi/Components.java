// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.BooleanValue;
import io.slipway.transport.codec.json.JsonValue.NullValue;
import io.slipway.transport.codec.json.JsonValue.NumberValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the operations of a document refer to: those of the resource {@code components.json} and of
 * {@link ModelConfigSchemas}, unless they are given here.
 */
final class Components {
  private static final String PREFIX = "#/components/";
  private static final String RESOURCE = "components.json";

  private static final ObjectValue GENERAL = read();

  private final Map<String, ObjectValue> own = new TreeMap<>();

  /** From now on this is the schema of the name. */
  void schema(String name, ObjectValue schema) {
    own.put("schemas/" + name, schema);
  }

  void parameter(String name, ObjectValue parameter) {
    own.put("parameters/" + name, parameter);
  }

  /** The parameter of the name as the resource has it. */
  static ObjectValue parameter(String name) {
    return general("parameters/" + name);
  }

  /** Everything that these operations refer to, directly or not, as the member of a document. */
  ObjectValue usedBy(JsonValue operations) {
    Map<String, Map<String, ObjectValue>> used = new TreeMap<>();
    Deque<JsonValue> open = new ArrayDeque<>();
    open.push(operations);
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case ObjectValue(Map<String, JsonValue> members) -> {
          members.values().forEach(open::push);
          if (members.get("$ref") instanceof StringValue(String target)) {
            String place = target.substring(PREFIX.length());
            int slash = place.indexOf('/');
            ObjectValue component = component(place);
            if (used.computeIfAbsent(place.substring(0, slash), _ -> new TreeMap<>())
                    .put(place.substring(slash + 1), component)
                == null) {
              open.push(component);
            }
          }
        }
        case ArrayValue array -> array.elements().forEach(open::push);
        case StringValue _, NumberValue _, BooleanValue _, NullValue _ -> {}
      }
    }
    Members components = new Members();
    used.forEach((kind, named) -> components.put(kind, object(named)));
    return components.object();
  }

  private static ObjectValue object(Map<String, ObjectValue> named) {
    Members members = new Members();
    named.forEach(members::put);
    return members.object();
  }

  private ObjectValue component(String place) {
    ObjectValue component = own.get(place);
    return component == null ? general(place) : component;
  }

  private static ObjectValue general(String place) {
    int slash = place.indexOf('/');
    String name = place.substring(slash + 1);
    JsonValue kind = GENERAL.get(place.substring(0, slash));
    JsonValue component = kind instanceof ObjectValue object ? object.get(name) : null;
    if (component == null) {
      component = ModelConfigSchemas.find(name);
    }
    if (component instanceof ObjectValue object) {
      return object;
    }
    throw new IllegalStateException("there is no component " + place);
  }

  private static ObjectValue read() {
    try (InputStream in = Components.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      byte[] bytes = in.readAllBytes();
      return JsonValue.parse(bytes, 0, bytes.length).asObject(RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
