// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Parameter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a shared memory region that a tensor is in, as the tensor's parameters name it. Nobody
 * has looked whether there is such a region and whether the part is inside of it.
 *
 * @param offset in bytes, from the begin of the region; not negative
 * @param byteSize not negative
 */
public record SharedPart(String region, long offset, long byteSize) {
  /** The parameter with the region's name. */
  public static final String REGION = "shared_memory_region";

  public static final String OFFSET = "shared_memory_offset";
  public static final String BYTE_SIZE = "shared_memory_byte_size";

  public SharedPart {
    Objects.requireNonNull(region, "region");
  }

  /** Whether a tensor with these parameters is in shared memory. */
  public static boolean isNamedBy(Map<String, Parameter> parameters) {
    return !parameters.isEmpty()
        && (parameters.containsKey(REGION) || parameters.containsKey(BYTE_SIZE));
  }

  /**
   * @param label names the tensor in messages: {@code input 'x'}
   * @throws ServingException INVALID_ARGUMENT if the region or the size is missing, or a number is
   *     none
   */
  public static SharedPart of(Map<String, Parameter> parameters, String label) {
    if (!(parameters.get(REGION) instanceof Parameter.Text(String region))) {
      throw ServingException.invalid(
          "%s: parameter %s is missing or not a string".formatted(label, REGION));
    }
    Parameter size = parameters.get(BYTE_SIZE);
    if (size == null) {
      throw ServingException.invalid("%s: parameter %s is missing".formatted(label, BYTE_SIZE));
    }
    Parameter offset = parameters.get(OFFSET);
    return new SharedPart(
        region, offset == null ? 0 : bytes(offset, label, OFFSET), bytes(size, label, BYTE_SIZE));
  }

  private static long bytes(Parameter parameter, String label, String name) {
    long value =
        switch (parameter) {
          case Parameter.Int64(long number) -> number;
          case Parameter.Uint64(long number) -> number;
          case Parameter.Bool _, Parameter.Float64 _, Parameter.Text _ -> -1;
        };
    if (value < 0) {
      throw ServingException.invalid(
          "%s: parameter %s is not an integer from 0 up, of 63 bits".formatted(label, name));
    }
    return value;
  }

  /** What a request for shared memory is answered where there is none. */
  public static ServingException notOffered(String label) {
    return new ServingException(
        ErrorCode.NOT_IMPLEMENTED,
        label
            + " names shared memory, which this server does not offer (expected: a server started"
            + " with --allow-client-shm)");
  }

  /** {@code memory}, which must be there. */
  public static SharedMemory require(@Nullable SharedMemory memory, String label) {
    if (memory == null) {
      throw notOffered(label);
    }
    return memory;
  }
}
