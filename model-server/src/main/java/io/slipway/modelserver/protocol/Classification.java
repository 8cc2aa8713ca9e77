// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classification extension: outputs for which only the best classes are wanted. Such an output
 * becomes BYTES, {@code value:index} or {@code value:index:label}, best first; per row, if it has
 * rows, which is to say more than one dimension. Pure.
 *
 * @param counts how many classes by output
 * @param labels null if the model's classes have no names
 */
record Classification(Map<String, Long> counts, @Nullable Labels labels) {
  /** The parameter of a requested output. */
  static final String PARAMETER = "classification";

  /** More elements than this are no classes, but take seconds to sort. */
  private static final int MAX_CLASSES = 1_000_000;

  /** The names of a model's classes. */
  @FunctionalInterface
  interface Labels {
    /** Null if there is none. */
    @Nullable String of(String output, int index);
  }

  /**
   * What the outputs ask for.
   *
   * @param labels null if the model's classes have no names
   * @throws ServingException INVALID_ARGUMENT if one asks for less than one class
   */
  static Classification of(List<RequestedOutput> outputs, @Nullable Labels labels) {
    Map<String, Long> counts = new HashMap<>();
    for (RequestedOutput output : outputs) {
      Parameter parameter = output.parameters().get(PARAMETER);
      if (parameter != null) {
        counts.put(output.name(), count(output.name(), parameter));
      }
    }
    return new Classification(counts, labels);
  }

  private static long count(String output, Parameter parameter) {
    if (parameter instanceof Parameter.Int64(long count) && count > 0) {
      return count;
    }
    throw ServingException.invalid(
        "output '%s': parameter classification is not a positive integer".formatted(output));
  }

  /**
   * The response with its classes in place of those outputs. Takes {@code response} over, also when
   * it throws.
   *
   * @throws ServingException INVALID_ARGUMENT if an output has no classes
   */
  InferenceResponse apply(InferenceResponse response) {
    List<NamedTensor> outputs = new ArrayList<>();
    try {
      for (NamedTensor output : response.outputs()) {
        Long count = counts.get(output.name());
        outputs.add(
            count == null
                ? output
                : new NamedTensor(output.name(), classes(output, count), output.parameters()));
      }
    } catch (RuntimeException | Error e) {
      response.close();
      throw e;
    }
    for (NamedTensor output : response.outputs()) {
      if (counts.containsKey(output.name())) {
        output.close();
      }
    }
    return new InferenceResponse(
        response.modelName(),
        response.modelVersion(),
        response.id(),
        response.parameters(),
        outputs);
  }

  private Tensor classes(NamedTensor output, long wanted) {
    Tensor tensor = output.tensor();
    if (tensor.datatype() == DataType.BYTES || tensor.datatype() == DataType.BOOL) {
      throw ServingException.invalid(
          "output '%s' has datatype %s, which has no classes (expected: a numeric output)"
              .formatted(output.name(), tensor.datatype()));
    }
    Shape shape = tensor.shape();
    long rows = shape.rank() < 2 ? 1 : shape.dim(0);
    long columns = rows == 0 ? 0 : tensor.elementCount() / rows;
    if (tensor.elementCount() > MAX_CLASSES) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          "output '%s' has %d elements, too many to be classes (limit: %d)"
              .formatted(output.name(), tensor.elementCount(), MAX_CLASSES));
    }
    int count = (int) Math.min(wanted, columns);
    RankedElements elements = new RankedElements(tensor);
    List<byte[]> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int index : elements.best(row * (int) columns, (int) columns, count)) {
        texts.add(text(output.name(), elements, row * (int) columns, index).getBytes(UTF_8));
      }
    }
    Shape result = shape.rank() < 2 ? Shape.of(count) : Shape.of(rows, count);
    return Tensor.ofHeap(DataType.BYTES, result, BytesLayout.encode(texts));
  }

  private String text(String output, RankedElements elements, int begin, int index) {
    String label = labels == null ? null : labels.of(output, index);
    String text = elements.text(begin + index) + ":" + index;
    return label == null ? text : text + ":" + label;
  }
}
