// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import org.apache.commons.cli.Options;

/** One of the things that {@code slipway} does. */
public interface Command {
  /** What it does, in one sentence. */
  String summary();

  /** What comes after the command's name, options left out; empty if nothing does. */
  String operands();

  Options options();

  /**
   * Does it.
   *
   * @return the exit code
   * @throws CommandFailure for everything that a person can put right
   */
  int run(Arguments arguments) throws Exception;
}
