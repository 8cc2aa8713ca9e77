// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.resources.Upstream;
import io.slipway.controlplane.resources.schema.FieldType.Scalar;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of fields against the schema that upstream gives the API server. */
class FieldTableTest {
  private final FieldTable table = FieldTable.inferenceService();
  private final List<String> differences = new ArrayList<>();
  private int paths;

  @Test
  void hasEveryFieldOfTheUpstreamSchemaWithItsTypeAndNoOther() throws IOException {
    FieldType root = new FieldType.Structure("InferenceService");

    compare(Upstream.schema(), root, FieldClass.HONOURED, "");

    assertThat(differences).isEmpty();
    assertThat(paths).isGreaterThan(10_000);
  }

  @Test
  void hasTheSameFieldsInPodsWithOtherClasses() {
    assertThat(fields(FieldTable.inferenceServiceInPods())).isEqualTo(fields(table));
    assertThat(FieldTable.inferenceServiceInPods().type("InferenceServiceSpec").fields())
        .extractingByKey("transformer")
        .extracting(Field::ownClass)
        .isEqualTo(FieldClass.HONOURED);
  }

  /** Every type and field that a service can have. */
  private static Set<String> fields(FieldTable table) {
    Set<String> found = new TreeSet<>();
    Deque<String> types = new ArrayDeque<>(List.of("InferenceService"));
    while (!types.isEmpty()) {
      String type = types.remove();
      for (Field field : table.type(type).fields().values()) {
        FieldType inner = field.type();
        while (inner instanceof FieldType.ListOf || inner instanceof FieldType.MapOf) {
          inner =
              inner instanceof FieldType.ListOf list
                  ? list.item()
                  : ((FieldType.MapOf) inner).value();
        }
        if (found.add(type + "." + field.name() + " " + field.type() + field.required())
            && inner instanceof FieldType.Structure structure) {
          types.add(structure.typeName());
        }
      }
    }
    return found;
  }

  @Test
  void namesATypeThatIsMissing() {
    assertThatThrownBy(() -> table.type("NoSuchType"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NoSuchType");
  }

  @Test
  void parsesAMarkedField() {
    FieldTable small =
        new FieldTable("\n[A]\ninclude B\n~ n* int32 =1 # why\n\n[B]\n+ list [string(a|b)]\n");

    Field number = Objects.requireNonNull(small.type("A").fields().get("n"));
    assertThat(number)
        .isEqualTo(new Field("n", FieldClass.NO_MEANING, true, Scalar.INT32, "1", "why"));
    assertThat(Objects.requireNonNull(small.type("A").fields().get("list")).type())
        .isEqualTo(new FieldType.ListOf(new FieldType.Choice(List.of("a", "b"))));
  }

  /** Every field has a class: {@link Field#classIn} throws if it has none. */
  private void compare(YamlMap schema, FieldType type, FieldClass outer, String path) {
    paths++;
    if (!path.equals("metadata") && !shapeOf(schema).equals(shapeOf(type))) {
      differences.add(path + ": " + shapeOf(schema) + " upstream, here " + shapeOf(type));
      return;
    }
    switch (type) {
      case FieldType.ListOf(FieldType item) ->
          compare(Objects.requireNonNull(schema.map("items")), item, outer, path + "[]");
      case FieldType.MapOf(FieldType value) ->
          compare(
              Objects.requireNonNull(schema.map("additionalProperties")),
              value,
              outer,
              path + "{}");
      case FieldType.Structure(String name) -> {
        if (!path.equals("metadata")) {
          structure(Objects.requireNonNull(schema.map("properties")), name, outer, path);
        }
      }
      case Scalar _, FieldType.Choice _, FieldType.Any _ -> {}
    }
  }

  private void structure(YamlMap properties, String typeName, FieldClass outer, String path) {
    ObjectType type = table.type(typeName);
    TreeSet<String> names = new TreeSet<>(properties.entries().keySet());
    names.addAll(type.fields().keySet());
    for (String name : names) {
      YamlMap property = properties.map(name);
      Field field = type.fields().get(name);
      String at = path.isEmpty() ? name : path + "." + name;
      if (property == null || field == null) {
        differences.add(at + ": only " + (field == null ? "upstream" : "in the table"));
      } else {
        compare(property, field.type(), field.classIn(outer), at);
      }
    }
  }

  private static String shapeOf(YamlMap schema) {
    if (schema.get("x-kubernetes-int-or-string") != null) {
      return schema.get("pattern") == null ? "number-or-text" : "quantity";
    }
    String type = schema.text("type");
    YamlList choices = schema.list("enum");
    if (choices != null) {
      return choices.items().stream().map(c -> ((YamlScalar) c).text()).toList().toString();
    }
    return switch (Objects.requireNonNull(type)) {
      case "integer" -> Objects.equals(schema.text("format"), "int64") ? "int64" : "int32";
      case "object" -> {
        if (schema.get("properties") != null) {
          yield "structure";
        }
        yield schema.get("additionalProperties") instanceof YamlMap ? "map" : "any";
      }
      default -> type;
    };
  }

  private static String shapeOf(FieldType type) {
    return switch (type) {
      case Scalar scalar ->
          switch (scalar) {
            case STRING -> "string";
            case BOOL -> "boolean";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case NUMBER -> "number";
            case QUANTITY -> "quantity";
            case NUMBER_OR_TEXT -> "number-or-text";
          };
      case FieldType.Choice(List<String> values) -> values.toString();
      case FieldType.ListOf _ -> "array";
      case FieldType.MapOf _ -> "map";
      case FieldType.Structure _ -> "structure";
      case FieldType.Any _ -> "any";
    };
  }
}
