// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import java.util.Objects;

/**
 * A region of memory that a client shares with the server.
 *
 * @param name as requests name it
 * @param key the name of the memory object that it is in
 * @param offset of the region in the object, in bytes
 */
public record RegionStatus(String name, String key, long offset, long byteSize) {
  public RegionStatus {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(key, "key");
  }
}
