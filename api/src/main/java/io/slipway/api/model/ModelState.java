// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.model;

import java.util.Set;

/** The life of a loaded version. */
public enum ModelState {
  /** Known, nothing begun. */
  PENDING,
  /** Being fetched or loaded. */
  LOADING,
  /** Answers predictions. */
  READY,
  /** Could not be loaded; the status has the reason. */
  FAILED,
  /** No new predictions; those under way still end. */
  UNLOADING,
  /** Gone, its memory returned. */
  UNLOADED;

  /** True if a version in this state may go over to {@code next}. */
  public boolean canBecome(ModelState next) {
    return switch (this) {
      case PENDING -> Set.of(LOADING, UNLOADED).contains(next);
      case LOADING -> Set.of(READY, FAILED, UNLOADED).contains(next);
      case READY -> next == UNLOADING;
      case FAILED -> Set.of(LOADING, UNLOADED).contains(next);
      case UNLOADING -> next == UNLOADED;
      case UNLOADED -> next == LOADING;
    };
  }
}
