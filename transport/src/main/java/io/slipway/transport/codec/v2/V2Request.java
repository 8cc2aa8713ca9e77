// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.inference.InferenceRequest;

/**
 * A request, and how its answer is to be written.
 *
 * @param request owned by whoever has this
 */
public record V2Request(InferenceRequest request, BinaryOutputs binaryOutputs)
    implements AutoCloseable {
  /** Releases the inputs. */
  @Override
  public void close() {
    request.close();
  }
}
