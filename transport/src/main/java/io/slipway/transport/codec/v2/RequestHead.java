// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.DecodedTensors;
import io.slipway.transport.codec.SharedMemory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the JSON of a request says whose data are outside of it, if it has no id: the same for
 * every request with the same JSON. Immutable.
 */
record RequestHead(
    Map<String, Parameter> parameters,
    List<InputHead> inputs,
    List<RequestedOutput> outputs,
    BinaryOutputs binaryOutputs) {

  /** A request with this head, owned by the caller. */
  V2Request request(
      String modelName,
      @Nullable String modelVersion,
      BinaryPart binary,
      TensorAllocator allocator,
      @Nullable SharedMemory memory) {
    try (DecodedTensors tensors = new DecodedTensors("input")) {
      for (InputHead input : inputs) {
        tensors.add(input.tensor(binary, allocator, memory));
      }
      binary.readEnd();
      return new V2Request(
          new InferenceRequest(
              modelName,
              modelVersion,
              null,
              parameters,
              tensors.handOver(),
              outputs,
              Deadline.NONE),
          binaryOutputs);
    }
  }
}
