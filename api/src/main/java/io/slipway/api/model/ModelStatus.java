// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model as it stands now.
 *
 * @param reason why it is in this state, empty if there is nothing to say
 * @param signature null until it is loaded
 */
public record ModelStatus(
    ModelId id, ModelState state, String reason, @Nullable ModelSignature signature) {
  public ModelStatus {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(reason, "reason");
  }

  public boolean ready() {
    return state == ModelState.READY;
  }
}
