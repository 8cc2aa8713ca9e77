// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.selector;

import java.io.Serial;

/** A selector that cannot be read, with what is wrong in Kubernetes' words. */
final class SelectorSyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String problem;

  SelectorSyntaxException(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
