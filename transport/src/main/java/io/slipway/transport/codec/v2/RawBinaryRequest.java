// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a request that is nothing but the bytes of one tensor ({@code
 * Inference-Header-Content-Length: 0}). The model's signature says what they are: its only input,
 * of a shape in which one dimension at most follows from the number of bytes. If there are two such
 * dimensions, the first one is the batch, of size one. An input of BYTES is one element, which is
 * the whole body.
 */
public final class RawBinaryRequest {
  private RawBinaryRequest() {}

  /**
   * The request, owned by the caller; the body stays the caller's, as in {@link V2RequestDecoder}.
   *
   * @throws ServingException INVALID_ARGUMENT if the model takes no such request, or the body has
   *     another size than its input; what the allocator throws
   */
  public static InferenceRequest decode(
      String modelName,
      @Nullable String modelVersion,
      RequestBody body,
      ModelSignature signature,
      TensorAllocator allocator) {
    if (signature.inputs().size() != 1) {
      throw ServingException.invalid(
          "a raw binary request is for models of one input, model '%s' has %d"
              .formatted(modelName, signature.inputs().size()));
    }
    TensorSpec input = signature.inputs().getFirst();
    Tensor tensor =
        input.datatype() == DataType.BYTES
            ? oneElement(body, input, allocator)
            : elements(body, input, allocator);
    return new InferenceRequest(
        modelName,
        modelVersion,
        null,
        Map.of(),
        List.of(new NamedTensor(input.name(), tensor)),
        List.of(),
        Deadline.NONE);
  }

  private static Tensor oneElement(RequestBody body, TensorSpec input, TensorAllocator allocator) {
    long[] dims = input.shape().toArray();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != 1 && dims[i] != -1) {
        throw ServingException.invalid(
            "%s: a raw binary request is one element of BYTES, and shape %s takes more"
                .formatted(label(input), input.shape()));
      }
      dims[i] = 1;
    }
    int size = body.size();
    Tensor tensor =
        allocator.allocate(input.datatype(), Shape.of(dims), Integer.BYTES + (long) size);
    tensor.data().set(ElementLayout.INT, 0, size);
    MemorySegment.copy(body.bytes(), 0, tensor.data(), Integer.BYTES, size);
    return tensor;
  }

  private static Tensor elements(RequestBody body, TensorSpec input, TensorAllocator allocator) {
    long[] dims = input.shape().toArray();
    int open = open(dims, input);
    if (open >= 0) {
      dims[open] = 1;
      long row = Shape.of(dims).elementCount() * input.datatype().byteSize();
      if (row == 0 || body.size() == 0 || body.size() % row != 0) {
        throw ServingException.invalid(
            "%s: the body has %d bytes (expected: a multiple of %d for %s of shape %s)"
                .formatted(label(input), body.size(), row, input.datatype(), input.shape()));
      }
      dims[open] = body.size() / row;
    }
    return TensorBytes.tensor(
        body,
        new TensorBytes.Part(0, body.size()),
        input.datatype(),
        Shape.of(dims),
        label(input),
        allocator);
  }

  /** The dimension that the size of the body decides, -1 if none is left open. */
  private static int open(long[] dims, TensorSpec input) {
    int open = -1;
    boolean batch = false;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != -1) {
        continue;
      }
      if (open >= 0) {
        if (batch || open != 0) {
          throw ServingException.invalid(
              "%s: a raw binary request does not tell more than one variable dimension of shape %s"
                  .formatted(label(input), input.shape()));
        }
        batch = true;
        dims[0] = 1;
      }
      open = i;
    }
    return open;
  }

  private static String label(TensorSpec input) {
    return "input '" + input.name() + "'";
  }
}
