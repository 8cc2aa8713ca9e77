// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.codec.TensorBytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON says about an input whose data are somewhere else: behind the JSON, or in shared
 * memory if its parameters name some. Immutable.
 *
 * @param binarySize of the data behind the JSON, as the caller says
 * @param parameters without that size; cannot be changed
 */
record InputHead(
    String name,
    DataType datatype,
    Shape shape,
    long binarySize,
    Map<String, Parameter> parameters) {

  /**
   * The input with its data, owned by the caller.
   *
   * @throws ServingException if they are not there, or not what datatype and shape say
   */
  NamedTensor tensor(BinaryPart binary, TensorAllocator allocator, @Nullable SharedMemory memory) {
    return new NamedTensor(name, data(binary, allocator, memory), parameters);
  }

  private Tensor data(BinaryPart binary, TensorAllocator allocator, @Nullable SharedMemory memory) {
    String label = "input '" + name + "'";
    return SharedPart.isNamedBy(parameters)
        ? SharedPart.require(memory, label)
            .read(SharedPart.of(parameters, label), datatype, shape, label, allocator)
        : TensorBytes.tensor(
            binary.body(), binary.take(binarySize, label), datatype, shape, label, allocator);
  }
}
