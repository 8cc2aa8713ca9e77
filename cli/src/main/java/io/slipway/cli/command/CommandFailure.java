// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import org.jspecify.annotations.Nullable;

/** A command that could not do its job, in words for the person who gave it. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CommandFailure(String message) {
    this(message, 1, null);
  }

  public CommandFailure(String message, int exitCode, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public static CommandFailure usage(String message) {
    return new CommandFailure(message, 2, null);
  }

  public int exitCode() {
    return exitCode;
  }
}
