// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v1;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.DecodedTensors;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.memory.RequestBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a predict request of TensorFlow Serving's REST API, which KServe calls v1. The model's
 * signature says which inputs there are and their datatypes; values of any nesting become tensors.
 *
 * <ul>
 *   <li>{@code {"instances": [...]}} has one entry for each instance: an object of values by input
 *       name or, if the model has one input, just its value. They are stacked along the first
 *       dimension. A list of such objects in place of one stands for as many instances, as in
 *       KServe.
 *   <li>{@code {"inputs": ...}} has whole tensors: an object by input name or, if the model has one
 *       input, just its tensor.
 *   <li>BYTES are strings, or {@code {"b64": "..."}} for any bytes.
 * </ul>
 *
 * <p>A {@code signature_name}, if there is one, must be that of the one signature that a model has
 * here. If there are no instances and no inputs, they are looked for in {@code data}: that is where
 * a structured CloudEvent has them. All other keys are skipped.
 */
public final class V1RequestDecoder {
  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";
  private static final String DATA = "data";
  private static final int NO_DATA = -1;

  /** The name of the only signature of every model, in TensorFlow's terms. */
  public static final String SIGNATURE_NAME = "serving_default";

  private final JsonReader json;
  private final ModelSignature signature;
  private final Map<String, InputBuilder> builders = new LinkedHashMap<>();
  private @Nullable V1Format format;

  private V1RequestDecoder(RequestBody body, ModelSignature signature) {
    this.json = new JsonReader(body.copy(0, body.size()), 0, body.size());
    this.signature = signature;
    for (TensorSpec spec : signature.inputs()) {
      builders.put(spec.name(), new InputBuilder(json, spec));
    }
  }

  /**
   * The request, owned by the caller; the body stays the caller's and may be closed.
   *
   * @throws ServingException INVALID_ARGUMENT for everything that is wrong with the body or does
   *     not fit the signature; what the allocator throws. No tensor is left behind
   */
  public static V1Request decode(
      String modelName,
      @Nullable String modelVersion,
      RequestBody body,
      ModelSignature signature,
      Deadline deadline,
      TensorAllocator allocator) {
    V1RequestDecoder decoder = new V1RequestDecoder(body, signature);
    V1Format format = decoder.read();
    try (DecodedTensors tensors = new DecodedTensors("input")) {
      decoder.builders.forEach(
          (name, builder) -> tensors.add(new NamedTensor(name, builder.toTensor(allocator))));
      InferenceRequest request =
          new InferenceRequest(
              modelName, modelVersion, null, Map.of(), tensors.handOver(), List.of(), deadline);
      return new V1Request(request, format);
    }
  }

  private V1Format read() {
    int data = readMembers();
    json.readEnd();
    if (format == null && data != NO_DATA) {
      json.seek(data);
      readMembers();
    }
    if (format == null) {
      throw ServingException.invalid(
          "the request has neither \"instances\" nor \"inputs\" (expected: one of them)");
    }
    return format;
  }

  /**
   * Reads the object that is next.
   *
   * @return where its "data" is
   */
  private int readMembers() {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.OBJECT) {
      throw ServingException.invalid(
          "the request is %s (expected: a JSON object with \"instances\" or \"inputs\")"
              .formatted(kind.phrase()));
    }
    int data = NO_DATA;
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      switch (key) {
        case INSTANCES -> {
          requireFirst(key);
          format = readRows();
        }
        case INPUTS -> {
          requireFirst(key);
          format = readColumns();
        }
        case "signature_name" -> readSignatureName();
        case DATA -> {
          data = json.position();
          json.skipValue();
        }
        default -> json.skipValue();
      }
    }
    return data;
  }

  private void readSignatureName() {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.STRING) {
      throw ServingException.invalid(
          "\"signature_name\" is %s (expected: a string)".formatted(kind.phrase()));
    }
    checkSignatureName(json.readString());
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if it names another signature than models here have
   */
  public static void checkSignatureName(String name) {
    if (!name.isEmpty() && !name.equals(SIGNATURE_NAME)) {
      throw ServingException.invalid(
          "the model has no signature '%s' (expected: '%s', or none)"
              .formatted(name, SIGNATURE_NAME));
    }
  }

  private void requireFirst(String key) {
    if (format != null) {
      String before = format instanceof V1Format.Row ? INSTANCES : INPUTS;
      throw ServingException.invalid(
          "the request has \"%s\" and then \"%s\" (expected: one of \"instances\" and \"inputs\")"
              .formatted(before, key));
    }
  }

  private V1Format readRows() {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.ARRAY) {
      throw ServingException.invalid(
          "\"instances\" is %s (expected: an array)".formatted(kind.phrase()));
    }
    json.beginArray();
    if (!json.nextElement()) {
      throw ServingException.invalid("\"instances\" is empty (expected: at least one instance)");
    }
    boolean named = isNamed() || isListOfNamed();
    InputBuilder only = named ? null : onlyInput("an instance");
    long instance = 0;
    do {
      if (only != null) {
        requireValue(instance);
        only.readInstance(instance++);
      } else if (json.peek() == JsonReader.Kind.ARRAY) {
        instance = readListOfNamed(instance);
      } else {
        readNamedInstance(instance++);
      }
    } while (json.nextElement());
    if (instance == 0) {
      throw ServingException.invalid("\"instances\" has empty lists only");
    }
    return new V1Format.Row(instance);
  }

  private void requireValue(long instance) {
    if (isNamed()) {
      throw ServingException.invalid(
          "instance %d is an object (expected: a value, not an object, as the instances before)"
              .formatted(instance));
    }
  }

  /** Reads the list that is next; each of its objects is an instance. */
  private long readListOfNamed(long first) {
    long instance = first;
    json.beginArray();
    while (json.nextElement()) {
      readNamedInstance(instance++);
    }
    return instance;
  }

  private void readNamedInstance(long instance) {
    if (!isNamed()) {
      throw ServingException.invalid(
          "instance %d is %s (expected: an object, as the instances before)"
              .formatted(instance, json.peek().phrase()));
    }
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      builder(key, "instance " + instance).readInstance(instance);
    }
    builders.forEach((name, builder) -> {
      if (!builder.hasInstance(instance)) {
        throw ServingException.invalid(
            "instance %d has no value for input '%s'".formatted(instance, name));
      }
    });
  }

  private V1Format readColumns() {
    if (!isNamed()) {
      onlyInput("\"inputs\"").readWhole();
      return new V1Format.Column();
    }
    Map<String, InputBuilder> missing = new LinkedHashMap<>(builders);
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      InputBuilder builder = builder(key, "\"inputs\"");
      if (missing.remove(key) == null) {
        throw ServingException.invalid("\"inputs\" has '" + key + "' twice");
      }
      builder.readWhole();
    }
    if (!missing.isEmpty()) {
      throw ServingException.invalid(
          "\"inputs\" has no value for input '%s'".formatted(missing.keySet().iterator().next()));
    }
    return new V1Format.Column();
  }

  /** True if an object of values by name is next, and not a BYTES element. */
  private boolean isNamed() {
    return json.peek() == JsonReader.Kind.OBJECT
        && (signature.input("b64") != null || !InputBuilder.isBase64(json));
  }

  /** True if a list of objects of values by name is next. */
  private boolean isListOfNamed() {
    if (json.peek() != JsonReader.Kind.ARRAY) {
      return false;
    }
    JsonReader.Mark before = json.mark();
    json.beginArray();
    boolean found = json.nextElement() && isNamed();
    json.reset(before);
    return found;
  }

  private InputBuilder onlyInput(String where) {
    if (builders.size() != 1) {
      throw ServingException.invalid(
          "%s is a single value, but the model has the inputs %s (expected: an object with these)"
              .formatted(where, names()));
    }
    return builders.values().iterator().next();
  }

  private InputBuilder builder(String name, String where) {
    InputBuilder builder = builders.get(name);
    if (builder == null) {
      throw ServingException.invalid(
          "%s has '%s', which is no input of the model (expected: %s)"
              .formatted(where, name, names()));
    }
    return builder;
  }

  private String names() {
    return builders.keySet().stream()
        .map(name -> "'" + name + "'")
        .collect(Collectors.joining(", "));
  }
}
