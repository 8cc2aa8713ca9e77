// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sharedmemory;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Parameter;
import io.slipway.transport.codec.SharedPart;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where one output of a request goes. Holds its region until it is closed; for one request. */
public final class OutputPlace implements AutoCloseable {
  private final SharedRegion region;
  private final SharedPart part;
  private final String label;

  OutputPlace(SharedRegion region, SharedPart part, String label) {
    this.region = region;
    this.part = part;
    this.label = label;
  }

  /**
   * Writes an output's bytes.
   *
   * @return the parameters that tell of it in the answer
   * @throws ServingException INVALID_ARGUMENT if the place is too small
   */
  public Map<String, Parameter> write(MemorySegment bytes) {
    if (bytes.byteSize() > part.byteSize()) {
      throw ServingException.invalid(
          "%s has %d bytes (expected: at most %d, its %s)"
              .formatted(label, bytes.byteSize(), part.byteSize(), SharedPart.BYTE_SIZE));
    }
    region.write(part.offset(), bytes);
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put(SharedPart.REGION, new Parameter.Text(part.region()));
    parameters.put(SharedPart.BYTE_SIZE, new Parameter.Int64(bytes.byteSize()));
    if (part.offset() != 0) {
      parameters.put(SharedPart.OFFSET, new Parameter.Int64(part.offset()));
    }
    return parameters;
  }

  @Override
  public void close() {
    region.release();
  }
}
