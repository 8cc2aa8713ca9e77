// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v1;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.TensorShapes;
import io.slipway.transport.codec.json.BytesBuilder;
import io.slipway.transport.codec.json.ElementReader;
import io.slipway.transport.codec.json.JsonReader;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Collects one input of the model from the JSON values given for it, finding its shape from their
 * nesting. For one request.
 */
final class InputBuilder {
  private static final String BASE64 = "b64";
  private static final int UNKNOWN = -1;

  private final JsonReader json;
  private final TensorSpec spec;
  private final String label;
  private final @Nullable ElementReader elements; // null for BYTES
  private final BytesBuilder bytes = new BytesBuilder();

  private long count;
  private long instances = UNKNOWN; // unless values are stacked
  private int rank = UNKNOWN;
  private final long[] dims = new long[TensorShapes.MAX_RANK];

  InputBuilder(JsonReader json, TensorSpec spec) {
    this.json = json;
    this.spec = spec;
    this.label = "input '" + spec.name() + "'";
    this.elements =
        spec.datatype() == DataType.BYTES ? null : new ElementReader(json, spec.datatype(), label);
    Arrays.fill(dims, UNKNOWN);
  }

  /** True if the next value is a single BYTES element, though it is an object. */
  static boolean isBase64(JsonReader json) {
    return json.isObjectOf(BASE64);
  }

  /** Reads the next value as all of this input. */
  void readWhole() {
    readValue(0);
  }

  /**
   * Reads the next value as what instance {@code instance} has for this input.
   *
   * @throws ServingException if the instance has it already
   */
  void readInstance(long instance) {
    if (instances > instance) {
      throw ServingException.invalid("instance %d has '%s' twice".formatted(instance, spec.name()));
    }
    instances = instance + 1;
    readValue(1);
  }

  /** True if every instance so far has a value for this input. */
  boolean hasInstance(long instance) {
    return instances == instance + 1;
  }

  private void readValue(int level) {
    if (json.peek() != JsonReader.Kind.ARRAY) {
      require(level == rank || rank == UNKNOWN, level);
      rank = level;
      readElement();
      count++;
      return;
    }
    if (level == TensorShapes.MAX_RANK) {
      throw ServingException.invalid(
          "%s is nested deeper than %d levels".formatted(label, TensorShapes.MAX_RANK));
    }
    require(level < rank || rank == UNKNOWN, level + 1);
    json.beginArray();
    long length = 0;
    while (json.nextElement()) {
      readValue(level + 1);
      length++;
    }
    if (rank == UNKNOWN) {
      rank = level + 1; // only empty arrays so far
    }
    if (dims[level] == UNKNOWN) {
      dims[level] = length;
    } else if (dims[level] != length) {
      throw ragged("has %d values in an array (expected: %d)".formatted(length, dims[level]));
    }
  }

  private void require(boolean regular, int depth) {
    if (!regular) {
      throw ragged(
          "is nested %s at one place and %s at another".formatted(levels(rank), levels(depth)));
    }
  }

  private String levels(int depth) {
    int counted = instances == UNKNOWN ? depth : depth - 1; // without the level of the instances
    return counted == 1 ? "1 level" : counted + " levels";
  }

  private ServingException ragged(String what) {
    String where = instances == UNKNOWN ? "" : ", instance " + (instances - 1) + ",";
    return ServingException.invalid(
        "%s%s %s after %d elements: all values must have the same shape"
            .formatted(label, where, what, count));
  }

  private void readElement() {
    if (elements != null) {
      bytes.reserve(spec.datatype().byteSize());
      elements.read(bytes.segment(), count);
      return;
    }
    JsonReader.Kind kind = json.peek();
    if (kind == JsonReader.Kind.STRING) {
      json.readText();
      bytes.appendElement(json.text(), json.textOffset(), json.textLength());
    } else if (isBase64(json)) {
      byte[] decoded = readBase64();
      bytes.appendElement(decoded, 0, decoded.length);
    } else {
      throw wrongText(kind.phrase());
    }
  }

  private byte[] readBase64() {
    json.beginObject();
    json.nextKey();
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.STRING) {
      throw wrongText("an object whose b64 is " + kind.phrase());
    }
    String text = json.readString();
    json.nextKey();
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw wrongText("not base64 (" + e.getMessage() + ")");
    }
  }

  private ServingException wrongText(String found) {
    return ServingException.invalid(
        "%s: element %d is %s (expected: a string or {\"b64\": \"...\"} for BYTES)"
            .formatted(label, count, found));
  }

  /** What was read, as the model's signature wants it. The caller owns it. */
  Tensor toTensor(TensorAllocator allocator) {
    if (instances != UNKNOWN) {
      dims[0] = instances;
    }
    Shape found = TensorShapes.concrete(Arrays.copyOf(dims, rank), label);
    return bytes.toTensor(spec.datatype(), fit(found), allocator);
  }

  /**
   * The shape in the signature's rank: a scalar for each instance also fits a model that takes
   * columns of width one, as those converted from scikit-learn do.
   */
  private Shape fit(Shape found) {
    if (spec.shape().accepts(found)) {
      return found;
    }
    if (found.rank() > 0 && spec.shape().rank() == found.rank() + 1) {
      long[] column = Arrays.copyOf(found.toArray(), found.rank() + 1);
      column[found.rank()] = 1;
      if (spec.shape().accepts(Shape.of(column))) {
        return Shape.of(column);
      }
    }
    String hint =
        instances != UNKNOWN && spec.shape().rank() == found.rank() - 1
            ? "; the model takes no batch of instances: send whole tensors as \"inputs\""
            : "";
    throw ServingException.invalid(
        "%s has shape %s (expected: %s%s)".formatted(label, found, spec.shape(), hint));
  }
}
