// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.NumberValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Schemas of tensors, by what a signature says of them. Pure. */
final class TensorSchemas {
  private static final String DATA = "data";

  private TensorSchemas() {}

  /** Whether elements can be written in JSON; those of half floats are bytes behind it. */
  static boolean hasJson(DataType datatype) {
    return datatype != DataType.FP16 && datatype != DataType.BF16;
  }

  /** An input of a v2 request. */
  static ObjectValue input(TensorSpec spec) {
    Members properties = described(spec, "InputParameters");
    Members input =
        Members.type("object")
            .put("required", Members.strings(List.of("name", "shape", "datatype")));
    if (hasJson(spec.datatype())) {
      properties.put(DATA, nestedRef(spec));
      input.put("anyOf", Members.array(required(DATA), required("parameters")));
    }
    return input.put("properties", properties.object()).object();
  }

  /** An output of a v2 answer, as it is or as its classes. */
  static ObjectValue output(TensorSpec spec) {
    Members properties = described(spec, "ResponseParameters");
    if (hasJson(spec.datatype())) {
      properties.put(DATA, arrayOf(element(spec.datatype())));
    }
    ObjectValue classes =
        new Members()
            .put("name", constant(spec.name()))
            .put("datatype", constant(DataType.BYTES.name()))
            .put("shape", arrayOf(Members.type("integer").put("minimum", 0).object()))
            .put("parameters", Members.schemaRef("ResponseParameters"))
            .put(DATA, arrayOf(Members.type("string").object()))
            .object();
    return Members.anyOf(List.of(answered(properties.object()), answered(classes)));
  }

  private static ObjectValue answered(ObjectValue properties) {
    return Members.type("object")
        .put("required", Members.strings(List.of("name", "datatype", "shape")))
        .put("properties", properties)
        .put("additionalProperties", false)
        .object();
  }

  private static Members described(TensorSpec spec, String parameters) {
    return new Members()
        .put("name", constant(spec.name()))
        .put("datatype", constant(spec.datatype().name()))
        .put("shape", shape(spec.shape()))
        .put("parameters", Members.schemaRef(parameters));
  }

  private static ObjectValue shape(Shape shape) {
    List<JsonValue> dimensions = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      Members dimension = Members.type("integer").put("format", "int64");
      dimensions.add(
          shape.dim(i) < 0
              ? dimension.put("minimum", 0).object()
              : dimension.put("const", shape.dim(i)).object());
    }
    Members array =
        Members.type("array").put("minItems", shape.rank()).put("maxItems", shape.rank());
    return dimensions.isEmpty()
        ? array.object()
        : array.put("prefixItems", new ArrayValue(dimensions)).object();
  }

  /** A value of one instance in a request of v1: a tensor without its first dimension. */
  static ObjectValue givenRow(TensorSpec spec) {
    return value(spec, 1, 1);
  }

  /** A whole tensor in a request of v1. */
  static ObjectValue givenColumn(TensorSpec spec) {
    return value(spec, 0, 1);
  }

  /** A value of one instance in an answer of v1. */
  static ObjectValue row(TensorSpec spec) {
    return value(spec, 1, 0);
  }

  /** A whole tensor in an answer of v1. */
  static ObjectValue column(TensorSpec spec) {
    return value(spec, 0, 0);
  }

  /**
   * Nested as the shape says.
   *
   * @param dimension the outermost that is left
   * @param least size of dimensions that may have any
   */
  private static ObjectValue value(TensorSpec spec, int dimension, int least) {
    if (dimension >= spec.shape().rank()) {
      return spec.datatype() == DataType.BYTES
          ? Members.anyOf(List.of(element(spec.datatype()), Members.schemaRef("Base64")))
          : element(spec.datatype());
    }
    long size = spec.shape().dim(dimension);
    Members array = Members.type("array").put("minItems", size < 0 ? least : size);
    if (size >= 0) {
      array.put("maxItems", size);
    }
    return array.put("items", value(spec, dimension + 1, least)).object();
  }

  /** An input of a generate request: an element, or a flat list of them. */
  static ObjectValue plain(TensorSpec spec) {
    ObjectValue element = element(spec.datatype());
    return Members.anyOf(List.of(element, arrayOf(element)));
  }

  static String nestedName(DataType datatype) {
    return datatype.name() + "Data";
  }

  private static ObjectValue nestedRef(TensorSpec spec) {
    return Members.schemaRef(nestedName(spec.datatype()));
  }

  /** Elements, flat or nested. */
  static ObjectValue nested(DataType datatype) {
    return arrayOf(
        Members.anyOf(List.of(element(datatype), Members.schemaRef(nestedName(datatype)))));
  }

  private static ObjectValue element(DataType datatype) {
    return switch (datatype) {
      case BOOL -> new Members().put("enum", booleans()).object();
      case INT8, INT16, INT32, INT64 -> {
        long max = -1L >>> (65 - Byte.SIZE * datatype.byteSize());
        yield integer(Members.number(-max - 1), Members.number(max));
      }
      case UINT8, UINT16, UINT32, UINT64 -> {
        long max = -1L >>> (Long.SIZE - Byte.SIZE * datatype.byteSize());
        yield integer(Members.number(0), new NumberValue(Long.toUnsignedString(max)));
      }
      case FP16, BF16, FP32, FP64 -> Members.type("number").object();
      case BYTES -> Members.type("string").object();
    };
  }

  private static ArrayValue booleans() {
    return Members.array(
        new JsonValue.BooleanValue(false),
        new JsonValue.BooleanValue(true),
        Members.number(0),
        Members.number(1));
  }

  private static ObjectValue integer(JsonValue minimum, JsonValue maximum) {
    return Members.type("integer").put("minimum", minimum).put("maximum", maximum).object();
  }

  private static ObjectValue arrayOf(ObjectValue items) {
    return Members.type("array").put("items", items).object();
  }

  private static ObjectValue constant(String value) {
    return Members.type("string").put("const", value).object();
  }

  private static ObjectValue required(String member) {
    return new Members().put("required", Members.strings(List.of(member))).object();
  }

  /** How many elements the example of an input has; more than can be counted is very many. */
  static long exampleElements(TensorSpec spec) {
    long elements = 1;
    for (int i = 0; i < spec.shape().rank(); i++) {
      long size = Math.max(1, spec.shape().dim(i));
      if (size > Integer.MAX_VALUE / elements) {
        return Integer.MAX_VALUE;
      }
      elements *= size;
    }
    return elements;
  }

  /** An input of a v2 request, with the smallest shape and nothing in it. */
  static ObjectValue example(TensorSpec spec) {
    List<JsonValue> shape = new ArrayList<>();
    for (int i = 0; i < spec.shape().rank(); i++) {
      shape.add(Members.number(spec.shape().dim(i) < 0 ? 1 : spec.shape().dim(i)));
    }
    return new Members()
        .put("name", spec.name())
        .put("shape", new ArrayValue(shape))
        .put("datatype", spec.datatype().name())
        .put(DATA, exampleElementsOf(spec))
        .object();
  }

  static ArrayValue exampleElementsOf(TensorSpec spec) {
    JsonValue element =
        switch (spec.datatype()) {
          case BYTES -> new StringValue("");
          case BOOL -> new JsonValue.BooleanValue(false);
          case FP16, BF16, FP32, FP64 -> new NumberValue("0.0");
          case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> Members.number(0);
        };
    int count = Math.toIntExact(exampleElements(spec));
    return new ArrayValue(Collections.nCopies(count, element));
  }
}
