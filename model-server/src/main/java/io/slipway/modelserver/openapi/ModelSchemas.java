// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The schemas of predictions, narrowed to what one model takes and gives. Pure. */
final class ModelSchemas {
  /** Examples of more elements than this help nobody. */
  private static final long LARGEST_EXAMPLE = 64;

  private final DocumentedModel model;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  ModelSchemas(DocumentedModel model) {
    this.model = model;
    this.inputs = model.signature().inputs();
    this.outputs = model.signature().outputs();
  }

  void addTo(Components components) {
    for (List<TensorSpec> specs : List.of(inputs, outputs)) {
      for (TensorSpec spec : specs) {
        if (TensorSchemas.hasJson(spec.datatype())) {
          String name = TensorSchemas.nestedName(spec.datatype());
          components.schema(name, TensorSchemas.nested(spec.datatype()));
        }
      }
    }
    components.schema("InferRequest", inferRequest());
    components.schema("InferResponse", inferResponse());
    components.schema("GenerateRequest", generateRequest());
    components.schema("PredictRequest", predictRequest());
    components.schema("PredictResponse", predictResponse());
  }

  private ObjectValue inferRequest() {
    ObjectValue output =
        Members.type("object")
            .put("required", Members.strings(List.of("name")))
            .put(
                "properties",
                new Members()
                    .put("name", Members.type("string").put("enum", names(outputs)).object())
                    .put("parameters", Members.schemaRef("OutputParameters"))
                    .object())
            .object();
    Members request =
        Members.type("object")
            .put("required", Members.strings(List.of("inputs")))
            .put(
                "properties",
                new Members()
                    .put("id", Members.type("string").object())
                    .put("parameters", Members.schemaRef("RequestParameters"))
                    .put("inputs", all(inputs, TensorSchemas::input))
                    .put("outputs", Members.type("array").put("items", output).object())
                    .object());
    if (hasExample()) {
      request.put("examples", Members.array(inferExample()));
    }
    return request.object();
  }

  private ObjectValue inferResponse() {
    ObjectValue version =
        model.version() == null
            ? Members.type("string").object()
            : Members.type("string").put("const", model.version()).object();
    ObjectValue output = Members.anyOf(outputs.stream().map(TensorSchemas::output).toList());
    return Members.type("object")
        .put("required", Members.strings(List.of("model_name", "model_version", "outputs")))
        .put(
            "properties",
            new Members()
                .put("model_name", Members.type("string").put("const", model.name()).object())
                .put("model_version", version)
                .put("id", Members.type("string").object())
                .put("parameters", Members.schemaRef("ResponseParameters"))
                .put("outputs", Members.type("array").put("items", output).object())
                .object())
        .put("additionalProperties", false)
        .object();
  }

  private ObjectValue generateRequest() {
    Members properties =
        new Members()
            .put("id", Members.type("string").object())
            .put(
                "parameters",
                Members.type("object")
                    .put("additionalProperties", Members.schemaRef("GenerateValue"))
                    .object());
    inputs.forEach(input -> properties.put(input.name(), TensorSchemas.plain(input)));
    Members request =
        Members.type("object")
            .put("required", names(inputs))
            .put("properties", properties.object())
            .put("additionalProperties", Members.schemaRef("GenerateValue"));
    if (hasExample()) {
      Members example = new Members();
      inputs.forEach(input -> example.put(input.name(), TensorSchemas.exampleElementsOf(input)));
      request.put("examples", Members.array(example.object()));
    }
    return request.object();
  }

  private ObjectValue predictRequest() {
    ObjectValue byName = byName(inputs, TensorSchemas::givenRow);
    List<ObjectValue> rows = new ArrayList<>();
    List<ObjectValue> column = new ArrayList<>();
    if (inputs.size() == 1) {
      rows.add(some(TensorSchemas.givenRow(inputs.getFirst())));
      column.add(TensorSchemas.givenColumn(inputs.getFirst()));
    }
    rows.add(some(byName));
    rows.add(some(some(byName)));
    column.add(byName(inputs, TensorSchemas::givenColumn));
    return Members.type("object")
        .put(
            "properties",
            new Members()
                .put(
                    "signature_name",
                    Members.type("string").put("const", "serving_default").object())
                .put("instances", Members.anyOf(rows))
                .put("inputs", Members.anyOf(column))
                .object())
        .put("oneOf", Members.array(required("instances"), required("inputs")))
        .object();
  }

  /** An array that is not empty. */
  private static ObjectValue some(ObjectValue items) {
    return Members.type("array").put("minItems", 1).put("items", items).object();
  }

  private ObjectValue predictResponse() {
    boolean one = outputs.size() == 1;
    ObjectValue row =
        one ? TensorSchemas.row(outputs.getFirst()) : byName(outputs, TensorSchemas::row);
    ObjectValue column =
        one ? TensorSchemas.column(outputs.getFirst()) : byName(outputs, TensorSchemas::column);
    ObjectValue rows = Members.type("array").put("items", row).object();
    return Members.type("object")
        .put("required", Members.strings(List.of("predictions")))
        .put(
            "properties",
            new Members()
                .put("predictions", Members.anyOf(List.of(rows, column)))
                .put("outputs", column)
                .object())
        .put("additionalProperties", false)
        .object();
  }

  private boolean hasExample() {
    long elements = 0;
    for (TensorSpec input : inputs) {
      elements += TensorSchemas.exampleElements(input);
      if (!TensorSchemas.hasJson(input.datatype()) || elements > LARGEST_EXAMPLE) {
        return false;
      }
    }
    return true;
  }

  private ObjectValue inferExample() {
    List<JsonValue> tensors = new ArrayList<>();
    for (TensorSpec input : inputs) {
      tensors.add(TensorSchemas.example(input));
    }
    return new Members().put("inputs", new ArrayValue(tensors)).object();
  }

  private static ObjectValue required(String member) {
    return new Members().put("required", Members.strings(List.of(member))).object();
  }

  /** An array with as many elements as there are tensors. */
  private static ObjectValue all(List<TensorSpec> specs, Function<TensorSpec, ObjectValue> schema) {
    return Members.type("array")
        .put("minItems", specs.size())
        .put("maxItems", specs.size())
        .put("items", Members.anyOf(specs.stream().map(schema).toList()))
        .object();
  }

  private static ObjectValue byName(
      List<TensorSpec> specs, Function<TensorSpec, ObjectValue> schema) {
    Members values = new Members();
    specs.forEach(spec -> values.put(spec.name(), schema.apply(spec)));
    return Members.type("object")
        .put("required", names(specs))
        .put("properties", values.object())
        .put("additionalProperties", false)
        .object();
  }

  private static ArrayValue names(List<TensorSpec> specs) {
    List<JsonValue> names = new ArrayList<>();
    specs.forEach(spec -> names.add(new StringValue(spec.name())));
    return new ArrayValue(names);
  }
}
