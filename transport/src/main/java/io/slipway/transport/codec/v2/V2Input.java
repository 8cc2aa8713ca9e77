// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.SeenNames;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.codec.TensorShapes;
import io.slipway.transport.codec.json.JsonNumber;
import io.slipway.transport.codec.json.JsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the inputs of a request, one after the other. */
final class V2Input {
  private static final String BINARY_DATA_SIZE = "binary_data_size";
  private static final int NO_DATA = -1;

  private final JsonReader json;
  private final BinaryPart binary;
  private final TensorAllocator allocator;
  private final @Nullable SharedMemory memory;

  /** Of all inputs so far whose data are not in the JSON. */
  private final List<InputHead> heads = new ArrayList<>();

  // of the input that is being read
  private final SeenNames keys = new SeenNames();
  private String label = "";
  private @Nullable String name;
  private @Nullable String datatype;
  private long @Nullable [] dims;
  private Map<String, Parameter> parameters = Map.of();
  private int dataPosition;
  private @Nullable Tensor data; // ours until it is handed over

  V2Input(
      JsonReader json,
      BinaryPart binary,
      TensorAllocator allocator,
      @Nullable SharedMemory memory) {
    this.json = json;
    this.binary = binary;
    this.allocator = allocator;
    this.memory = memory;
  }

  /** The next input, which the caller owns. */
  NamedTensor read(int index) {
    clear("input " + index);
    if (json.peek() != JsonReader.Kind.OBJECT) {
      throw ServingException.invalid(
          "%s is %s (expected: an object with name, shape, datatype and data)"
              .formatted(label, json.peek().phrase()));
    }
    boolean complete = false;
    try {
      json.beginObject();
      for (String key = json.nextKey(); key != null; key = json.nextKey()) {
        if (!keys.add(key)) {
          throw ServingException.invalid(label + " has '" + key + "' twice");
        }
        readMember(key);
      }
      NamedTensor tensor = tensor();
      complete = true;
      return tensor;
    } finally {
      if (!complete && data != null) {
        data.close();
      }
    }
  }

  List<InputHead> heads() {
    return List.copyOf(heads);
  }

  /** Checks that the binary data of the inputs was all there is. */
  void readEnd() {
    binary.readEnd();
  }

  private void clear(String newLabel) {
    keys.clear();
    label = newLabel;
    name = null;
    datatype = null;
    dims = null;
    parameters = Map.of();
    dataPosition = NO_DATA;
    data = null;
  }

  private void readMember(String key) {
    switch (key) {
      case "name" -> {
        String value = string(json, label, key);
        name = value;
        label = "input '" + value + "'";
      }
      case "datatype" -> datatype = string(json, label, key);
      case "shape" -> dims = readShape();
      case "parameters" -> {
        require(json, JsonReader.Kind.OBJECT, label, key);
        parameters = V2Parameters.read(json, label);
      }
      case "data" -> {
        dataPosition = json.position();
        if (name != null && datatype != null && dims != null) {
          data = readData(shape(dims), datatype(datatype));
        } else {
          json.skipValue(); // to come back to once they are known
        }
      }
      default -> json.skipValue();
    }
  }

  private NamedTensor tensor() {
    String known = present(name, "name");
    Shape shape = shape(present(dims, "shape"));
    DataType type = datatype(present(datatype, "datatype"));
    Parameter binarySize = parameters.get(BINARY_DATA_SIZE);
    if (SharedPart.isNamedBy(parameters)) {
      if (binarySize != null || dataPosition != NO_DATA) {
        throw ServingException.invalid(
            label + " is in shared memory and has data besides (expected: one of them)");
      }
      return outside(new InputHead(known, type, shape, 0, Map.copyOf(parameters)));
    }
    if (binarySize != null && dataPosition != NO_DATA) {
      throw ServingException.invalid(
          label + " has both data and the parameter binary_data_size (expected: one of them)");
    }
    if (binarySize == null) {
      return new NamedTensor(known, jsonTensor(type, shape), parameters);
    }
    if (!(binarySize instanceof Parameter.Int64(long size))) {
      throw ServingException.invalid(label + ": binary_data_size is not an integer");
    }
    Map<String, Parameter> others = new HashMap<>(parameters);
    others.remove(BINARY_DATA_SIZE);
    return outside(new InputHead(known, type, shape, size, Map.copyOf(others)));
  }

  private NamedTensor outside(InputHead head) {
    heads.add(head);
    return head.tensor(binary, allocator, memory);
  }

  private Tensor jsonTensor(DataType type, Shape shape) {
    if (data != null) {
      return data;
    }
    if (dataPosition == NO_DATA) {
      throw ServingException.invalid(
          label + " has no data (expected: data, or the parameter binary_data_size)");
    }
    int behind = json.position();
    json.seek(dataPosition);
    Tensor tensor = readData(shape, type);
    json.seek(behind);
    return tensor;
  }

  private Tensor readData(Shape shape, DataType type) {
    return new JsonTensor(json, type, shape, label).read(allocator);
  }

  private Shape shape(long[] dimensions) {
    return TensorShapes.concrete(dimensions, label);
  }

  private DataType datatype(String wireName) {
    return TensorShapes.datatype(wireName, label);
  }

  private <T> T present(@Nullable T value, String key) {
    if (value == null) {
      throw ServingException.invalid(label + " has no " + key);
    }
    return value;
  }

  private long[] readShape() {
    require(json, JsonReader.Kind.ARRAY, label, "shape");
    long[] result = new long[4];
    int rank = 0;
    json.beginArray();
    while (json.nextElement()) {
      JsonReader.Kind kind = json.peek();
      if (kind != JsonReader.Kind.NUMBER) {
        throw dimension(rank, kind.phrase());
      }
      JsonNumber number = json.readNumber();
      if (!number.isInt64()) {
        throw dimension(rank, number.text());
      }
      if (rank == result.length) {
        result = Arrays.copyOf(result, 2 * rank);
      }
      result[rank++] = number.int64();
    }
    return Arrays.copyOf(result, rank);
  }

  private ServingException dimension(int index, String found) {
    return ServingException.invalid(
        "%s: dimension %d of the shape is %s (expected: an integer of 64 bits)"
            .formatted(label, index, found));
  }

  static String string(JsonReader json, String label, String key) {
    require(json, JsonReader.Kind.STRING, label, key);
    return json.readString();
  }

  static void require(JsonReader json, JsonReader.Kind wanted, String label, String key) {
    JsonReader.Kind kind = json.peek();
    if (kind != wanted) {
      throw ServingException.invalid(
          "%s: %s is %s (expected: %s)".formatted(label, key, kind.phrase(), wanted.phrase()));
    }
  }
}
