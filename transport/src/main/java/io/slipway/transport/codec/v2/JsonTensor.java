// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.json.BytesBuilder;
import io.slipway.transport.codec.json.ElementReader;
import io.slipway.transport.codec.json.JsonReader;
import java.lang.foreign.MemorySegment;

/**
 * Reads the {@code data} of one input: all elements in one array, or nested as the shape says. For
 * one tensor.
 */
final class JsonTensor {
  private final JsonReader json;
  private final DataType datatype;
  private final Shape shape;
  private final String label;
  private final long expected;
  private long count;

  /** Where the values go. */
  private interface Target {
    /** Reads the value that comes next as element {@code index}. */
    void read(long index);

    /**
     * Reads on in the array that element {@code index - 1} is in, as far as that is quicker.
     *
     * @return the first element that was not read, {@code limit} at most
     */
    default long readMore(long index, long limit) {
      return index;
    }
  }

  /** The memory of a tensor. */
  private record FixedSize(ElementReader elements, MemorySegment memory) implements Target {
    @Override
    public void read(long index) {
      elements.read(memory, index);
    }

    @Override
    public long readMore(long index, long limit) {
      return elements.readMore(memory, index, limit);
    }
  }

  JsonTensor(JsonReader json, DataType datatype, Shape shape, String label) {
    this.json = json;
    this.datatype = datatype;
    this.shape = shape;
    this.label = label;
    this.expected = shape.elementCount();
    if (datatype == DataType.FP16 || datatype == DataType.BF16) {
      throw ServingException.invalid(
          label
              + ": "
              + datatype
              + " has no JSON form (expected: binary data, announced by the parameter"
              + " binary_data_size)");
    }
  }

  /** Reads the data, which comes next. The caller owns the tensor. */
  Tensor read(TensorAllocator allocator) {
    if (datatype == DataType.BYTES) {
      BytesBuilder strings = new BytesBuilder();
      readAll(index -> readString(strings, index));
      return strings.toTensor(datatype, shape, allocator);
    }
    // An element takes two bytes of JSON, its comma counted. A shape that claims more than there
    // can be is refused before memory is taken for it.
    if (expected > json.remaining() / 2 + 1L) {
      throw ServingException.invalid(
          "%s: the %d bytes of JSON that are left cannot hold the %d elements of shape %s"
              .formatted(label, json.remaining(), expected, shape));
    }
    Tensor tensor = allocator.allocate(datatype, shape);
    boolean complete = false;
    try {
      readAll(new FixedSize(new ElementReader(json, datatype, label), tensor.data()));
      complete = true;
      return tensor;
    } finally {
      if (!complete) {
        tensor.close();
      }
    }
  }

  private void readString(BytesBuilder strings, long index) {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.STRING) {
      throw ServingException.invalid(
          "%s: element %d is %s (expected: a string for BYTES)"
              .formatted(label, index, kind.phrase()));
    }
    json.readText();
    strings.appendElement(json.text(), json.textOffset(), json.textLength());
  }

  private void readAll(Target target) {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.ARRAY) {
      throw ServingException.invalid(
          "%s: data is %s (expected: an array)".formatted(label, kind.phrase()));
    }
    json.beginArray();
    boolean any = json.nextElement();
    if (any && json.peek() == JsonReader.Kind.ARRAY) {
      readNested(0, target);
    } else {
      while (any) {
        readOne(target);
        count = target.readMore(count, expected);
        any = json.nextElement();
      }
    }
    if (count != expected) {
      throw ServingException.invalid(
          "%s: data has %d elements (expected: %d for shape %s)"
              .formatted(label, count, expected, shape));
    }
  }

  /** Reads the rest of an array of dimension {@code level} whose first element is next. */
  private void readNested(int level, Target target) {
    if (level >= shape.rank()) {
      throw ragged("data is nested deeper than shape " + shape + " has dimensions");
    }
    boolean leaf = level == shape.rank() - 1;
    long length = 0;
    do {
      length++;
      if (length > shape.dim(level)) {
        throw ragged("more than " + shape.dim(level) + " values in dimension " + level);
      }
      if (leaf) {
        readOne(target);
        long left = shape.dim(level) - length;
        long read = target.readMore(count, count + left) - count;
        count += read;
        length += read;
      } else {
        readRow(level + 1, target);
      }
    } while (json.nextElement());
    if (length != shape.dim(level)) {
      throw ragged(
          "%d values in dimension %d (expected: %d)".formatted(length, level, shape.dim(level)));
    }
  }

  private void readRow(int level, Target target) {
    JsonReader.Kind kind = json.peek();
    if (kind != JsonReader.Kind.ARRAY) {
      throw ragged(kind.phrase() + " in dimension " + (level - 1) + " (expected: an array)");
    }
    json.beginArray();
    if (json.nextElement()) {
      readNested(level, target);
    } else if (shape.dim(level) != 0) {
      throw ragged("0 values in dimension %d (expected: %d)".formatted(level, shape.dim(level)));
    }
  }

  private void readOne(Target target) {
    if (count == expected) {
      throw ServingException.invalid(
          "%s: data has more than the %d elements of shape %s".formatted(label, expected, shape));
    }
    target.read(count);
    count++;
  }

  private ServingException ragged(String what) {
    return ServingException.invalid(
        "%s: data does not follow shape %s: after %d elements, %s"
            .formatted(label, shape, count, what));
  }
}
