// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.json.BytesBuilder;
import io.slipway.transport.codec.json.ElementReader;
import io.slipway.transport.codec.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads one input of a generate request: a value or a flat list, in the shape the model wants. */
final class GenerateInput {
  private final JsonReader json;
  private final TensorSpec spec;
  private final String label;
  private final @Nullable ElementReader elements; // null for BYTES
  private final BytesBuilder bytes = new BytesBuilder();
  private long count;

  GenerateInput(JsonReader json, TensorSpec spec) {
    this.json = json;
    this.spec = spec;
    this.label = "input '" + spec.name() + "'";
    this.elements =
        spec.datatype() == DataType.BYTES ? null : new ElementReader(json, spec.datatype(), label);
  }

  /** Reads the value that comes next. The caller owns the tensor. */
  Tensor read(TensorAllocator allocator) {
    if (json.peek() == JsonReader.Kind.ARRAY) {
      json.beginArray();
      while (json.nextElement()) {
        readElement();
      }
    } else {
      readElement();
    }
    return bytes.toTensor(spec.datatype(), shape(), allocator);
  }

  private void readElement() {
    JsonReader.Kind kind = json.peek();
    if (kind == JsonReader.Kind.ARRAY) {
      throw ServingException.invalid(
          label + " is a list of lists (expected: a value or a flat list)");
    }
    if (elements != null) {
      bytes.reserve(spec.datatype().byteSize());
      elements.read(bytes.segment(), count);
    } else if (kind == JsonReader.Kind.STRING) {
      json.readText();
      bytes.appendElement(json.text(), json.textOffset(), json.textLength());
    } else {
      throw ServingException.invalid(
          "%s: element %d is %s (expected: a string for BYTES)"
              .formatted(label, count, kind.phrase()));
    }
    count++;
  }

  /**
   * The model's shape with as many elements as there are: what its fixed dimensions leave goes into
   * the innermost of those that are not, and the others are 1.
   */
  private Shape shape() {
    long[] dims = spec.shape().toArray();
    long left = count;
    for (long dim : dims) {
      if (dim > 0 && left % dim == 0) {
        left /= dim;
      } else if (dim >= 0 && (dim != 0 || count != 0)) {
        throw misfit();
      }
    }
    for (int i = dims.length - 1; i >= 0; i--) {
      if (dims[i] < 0) {
        dims[i] = left;
        left = 1;
      }
    }
    Shape shape = Shape.of(dims);
    if (shape.elementCount() != count) {
      throw misfit();
    }
    return shape;
  }

  private ServingException misfit() {
    return ServingException.invalid(
        "%s has %d elements (expected: as many as fill the shape %s)"
            .formatted(label, count, spec.shape()));
  }
}
