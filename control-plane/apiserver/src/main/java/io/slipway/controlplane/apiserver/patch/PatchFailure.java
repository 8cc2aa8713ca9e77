// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import java.io.Serial;

/** A patch that does not apply, with the reason in Kubernetes' words. */
final class PatchFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String problem;

  PatchFailure(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  /** Something that is to be there is not. */
  static PatchFailure missing(String problem) {
    return new PatchFailure(problem + ": missing value");
  }

  String problem() {
    return problem;
  }
}
