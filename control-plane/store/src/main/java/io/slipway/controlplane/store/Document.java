// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;
import java.util.List;

/**
 * What is written under a key.
 *
 * @param uid the object's own, which stays the same as long as the object lives
 * @param owners the uids of its owner references, by which its garbage is found
 * @param value the object as JSON, without {@code metadata.resourceVersion}: the store decides the
 *     revision, and tells it beside the value. Not copied: whoever gives or gets it leaves it as it
 *     is
 */
public record Document(String uid, List<String> owners, byte[] value) {
  private static final int MAX_UID = 64;

  /**
   * @throws ServingException INVALID_ARGUMENT if a uid is empty or too long
   */
  public Document {
    Key.check("uid", uid, 1, MAX_UID);
    owners = List.copyOf(owners);
    for (String owner : owners) {
      Key.check("uid of an owner", owner, 1, MAX_UID);
    }
  }
}
