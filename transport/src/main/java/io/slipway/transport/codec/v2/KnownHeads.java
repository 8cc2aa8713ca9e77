// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The heads of the last requests, by the bytes of their JSON. Most clients send the same head again
 * and again, and only the tensors behind it differ. At most {@value #SLOTS} heads of {@value
 * #MAX_BYTES} bytes are kept; a newer one takes the place of another. Thread-safe.
 */
final class KnownHeads {
  private static final int SLOTS = 64;
  private static final int MAX_BYTES = 1024;

  private record Known(byte[] json, RequestHead head) {}

  private final AtomicReferenceArray<@Nullable Known> slots = new AtomicReferenceArray<>(SLOTS);

  /** Null if it is not known. */
  @Nullable RequestHead find(byte[] json) {
    if (json.length > MAX_BYTES) {
      return null;
    }
    Known known = slots.getAcquire(slot(json));
    return known != null && Arrays.equals(known.json(), json) ? known.head() : null;
  }

  /** Takes {@code json} over. */
  void remember(byte[] json, RequestHead head) {
    if (json.length <= MAX_BYTES) {
      slots.setRelease(slot(json), new Known(json, head));
    }
  }

  private static int slot(byte[] json) {
    int hash = Arrays.hashCode(json);
    return (hash ^ hash >>> 16) & (SLOTS - 1);
  }
}
