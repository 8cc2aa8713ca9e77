// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

/** Told when an engine's own code runs for a model, and when it has. Thread-safe; never blocks. */
public interface RunWatch {
  void begins();

  /** It has run, well or not. */
  void ended();

  /** The model is gone: nothing is told any more. */
  void over();
}
