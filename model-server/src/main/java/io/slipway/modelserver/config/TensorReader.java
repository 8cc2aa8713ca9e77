// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code input} and {@code output}. */
final class TensorReader {
  private static final String TYPE_PREFIX = "TYPE_";

  private final ModelConfigReader reader;

  TensorReader(ModelConfigReader reader) {
    this.reader = reader;
  }

  List<TensorConfig> read(ConfigMessage config, String field) {
    List<TensorConfig> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Occurrence each : config.all(field)) {
      ConfigMessage tensor = ((MessageValue) each.value()).value();
      String name = tensor.text("name");
      if (name.isEmpty()) {
        reader.faultAt(each.position(), "an " + field + " has no name");
      } else if (!names.add(name)) {
        reader.faultAt(each.position(), "%s '%s' is given twice".formatted(field, name));
      }
      tensors.add(tensor(tensor, field, name));
    }
    return tensors;
  }

  private TensorConfig tensor(ConfigMessage tensor, String field, String name) {
    String label = "%s '%s'".formatted(field, name);
    Shape dims = tensor.has("dims") ? shape(tensor, "dims", label) : null;
    ConfigMessage reshape = tensor.message("reshape");
    Shape reshaped = reshape == null ? null : shape(reshape, "shape", label + ": reshape");
    if (reshaped != null && dims != null) {
      reshape(label, dims, reshaped, ModelConfigReader.position(tensor, "reshape"));
    } else if (reshaped != null) {
      reader.fault(tensor, "reshape", "of " + label + " needs dims");
    }
    String labels = field.equals("output") ? tensor.text("label_filename") : "";
    if (!ModelConfigReader.relative(labels)) {
      reader.fault(tensor, "label_filename", "of " + label + " leaves the model's directory");
    }
    return new TensorConfig(name, datatype(tensor.constant("data_type")), dims, reshaped, labels);
  }

  private Shape shape(ConfigMessage message, String field, String label) {
    long[] dims = message.integers(field);
    for (long dim : dims) {
      if (dim < 1 && dim != -1) {
        reader.fault(
            message,
            field,
            "of %s has %d (expected: >= 1, or -1 for any size)".formatted(label, dim));
        return Shape.SCALAR;
      }
    }
    return Shape.of(dims);
  }

  /** A reshape moves elements between dimensions; it neither adds nor takes any. */
  private void reshape(String label, Shape dims, Shape reshaped, Position position) {
    List<Long> from = products(dims);
    List<Long> to = products(reshaped);
    if (from == null || to == null || !from.equals(to)) {
      reader.faultAt(
          position,
          "reshape of %s: dims %s and shape %s do not have the same number of elements"
              .formatted(label, dims, reshaped));
    }
  }

  /** The products of the dimensions between those of any size; null if one is too large. */
  private static @Nullable List<Long> products(Shape shape) {
    List<Long> products = new ArrayList<>();
    long product = 1;
    try {
      for (int i = 0; i < shape.rank(); i++) {
        if (shape.dim(i) < 0) {
          products.add(product);
          product = 1;
        } else {
          product = Math.multiplyExact(product, shape.dim(i));
        }
      }
    } catch (ArithmeticException _) {
      return null;
    }
    products.add(product);
    return products;
  }

  /** Null for {@code TYPE_INVALID}, which is what an unset one reads as. */
  static @Nullable DataType datatype(String constant) {
    return switch (constant) {
      case "TYPE_INVALID" -> null;
      case "TYPE_STRING" -> DataType.BYTES;
      default -> DataType.valueOf(constant.substring(TYPE_PREFIX.length()));
    };
  }

  /** The constant of a datatype. */
  static String constant(DataType datatype) {
    return datatype == DataType.BYTES ? "TYPE_STRING" : TYPE_PREFIX + datatype.name();
  }
}
