// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.catalog.ServedKind;

/**
 * Told of each accepted write before its caller is answered, on the thread of the call. It must be
 * quick; that something is to be done later it notes down.
 */
interface WriteListener {
  /**
   * @param object as it is now, or was last
   * @param removed whether it is gone
   */
  void written(ServedKind kind, ObjectNode object, boolean removed);
}
