// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.memory.RequestBody;

/** The bytes behind the JSON, dealt out to the inputs in their order. */
final class BinaryPart {
  private final RequestBody body;
  private int offset;

  BinaryPart(RequestBody body, int offset) {
    this.body = body;
    this.offset = offset;
  }

  RequestBody body() {
    return body;
  }

  TensorBytes.Part take(long length, String label) {
    int left = body.size() - offset;
    if (length < 0 || length > left) {
      throw ServingException.invalid(
          ("%s: binary_data_size is %d (expected: 0 to %d, the bytes left after the JSON and the"
                  + " inputs before it)")
              .formatted(label, length, left));
    }
    TensorBytes.Part part = new TensorBytes.Part(offset, (int) length);
    offset += (int) length;
    return part;
  }

  void readEnd() {
    if (offset != body.size()) {
      throw ServingException.invalid(
          "the body has %d bytes more than the JSON and the binary_data_size of all inputs say"
              .formatted(body.size() - offset));
    }
  }
}
