// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import java.util.List;
import org.apache.commons.cli.Options;

/** One of the things that {@code slipway} does. */
public interface Command {
  /** What it does, in one sentence. */
  String summary();

  /** What comes after the command's name, options left out; empty if nothing does. */
  String operands();

  Options options();

  /**
   * The words after the command's name in terms of its options, if they are in those of another
   * program; asked for when one of them is no option.
   *
   * @throws CommandFailure as a usage error, for what is understood and can't be done
   */
  default List<String> translated(List<String> words, Options options) {
    return words;
  }

  /**
   * Does it.
   *
   * @return the exit code
   * @throws CommandFailure for everything that a person can put right
   */
  int run(Arguments arguments) throws Exception;
}
