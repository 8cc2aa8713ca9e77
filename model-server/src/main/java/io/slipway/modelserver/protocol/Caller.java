// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

/** Somebody who was let in at the {@link Gate}. */
interface Caller {
  /** Where nobody is asked who they are, and nothing is limited. */
  Caller ANYBODY = new Anybody();

  /** What of a scope the caller may see and use; to be used instead of the scope itself. */
  Scope view(Scope scope);

  /** Sees everything. */
  record Anybody() implements Caller {
    @Override
    public Scope view(Scope scope) {
      return scope;
    }
  }
}
