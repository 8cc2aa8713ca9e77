// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Decodes inference requests: JSON, then the binary data of the inputs that say {@code
 * binary_data_size}, in their order.
 *
 * <p>Keys may come in any order; keys that the protocol does not know are skipped, as Triton does.
 * {@code data} is flat or nested as the shape says. Numbers keep all their bits; what does not fit
 * the datatype is refused. A binary tensor is a slice of the body where that is aligned. JSON that
 * came before, with all data outside of it, is not parsed again.
 *
 * <p>Thread-safe.
 */
public final class V2RequestDecoder {
  private final @Nullable SharedMemory memory;
  private final KnownHeads known = new KnownHeads();

  /**
   * @param memory where inputs may be; null to refuse those that are
   */
  public V2RequestDecoder(@Nullable SharedMemory memory) {
    this.memory = memory;
  }

  /**
   * The request, owned by the caller. The body stays the caller's to close; tensors that are slices
   * of it hold their own reference.
   *
   * @param jsonLength from {@link InferenceHeader#jsonLength}
   * @throws ServingException INVALID_ARGUMENT for everything that is wrong with the body;
   *     NOT_IMPLEMENTED for inputs in shared memory that is not offered; what the allocator and the
   *     memory throw. No tensor is left behind
   */
  public V2Request decode(
      String modelName,
      @Nullable String modelVersion,
      RequestBody body,
      int jsonLength,
      TensorAllocator allocator) {
    byte[] json = body.copy(0, jsonLength);
    BinaryPart binary = new BinaryPart(body, jsonLength);
    RequestHead head = known.find(json);
    if (head != null) {
      return head.request(modelName, modelVersion, binary, allocator, memory);
    }
    V2RequestReader reader = new V2RequestReader(json, binary, allocator, memory);
    V2Request request = reader.read(modelName, modelVersion);
    RequestHead read = reader.head(request);
    if (read != null) {
      known.remember(json, read);
    }
    return request;
  }
}
