// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which objects a list or watch is about. Immutable. */
public interface Selection {
  Selection EVERYTHING =
      new Selection() {
        @Override
        public boolean isEverything() {
          return true;
        }

        @Override
        public boolean matches(ObjectNode object) {
          return true;
        }
      };

  /** Whether {@link #matches} is true of any object, so that none need be read. */
  boolean isEverything();

  boolean matches(ObjectNode object);
}
