// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What becomes of an object that was there. */
public sealed interface Outcome {
  /** It stays as it is; nothing is written. */
  record Unchanged() implements Outcome {}

  /** It is replaced. */
  record Stored(ObjectNode object) implements Outcome {}

  /**
   * It goes.
   *
   * @param last how it looked in the end
   */
  record Removed(ObjectNode last) implements Outcome {}
}
