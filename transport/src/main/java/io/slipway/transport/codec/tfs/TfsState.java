// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;

/** {@code ModelVersionStatus.State}. */
enum TfsState {
  START(10),
  LOADING(20),
  AVAILABLE(30),
  UNLOADING(40),
  /** Also of a version that could not be loaded. */
  END(50);

  private final int number;

  TfsState(int number) {
    this.number = number;
  }

  /** As on the wire. */
  int number() {
    return number;
  }

  static TfsState of(ModelStatus version) {
    return switch (version.state()) {
      case PENDING -> START;
      case LOADING -> LOADING;
      case READY -> AVAILABLE;
      case UNLOADING -> UNLOADING;
      case FAILED, UNLOADED -> END;
    };
  }

  /** Whether the version's reason is an error. */
  static boolean failed(ModelStatus version) {
    return version.state() == ModelState.FAILED;
  }
}
