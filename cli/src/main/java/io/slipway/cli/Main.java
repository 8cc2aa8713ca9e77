// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import io.slipway.cli.command.CommandFailure;
import io.slipway.cli.command.PredictCommand;
import io.slipway.cli.command.ServeCommand;
import io.slipway.cli.command.TrainAotCommand;
import io.slipway.cli.command.UpCommand;
import io.slipway.cli.command.VersionCommand;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code slipway}. Exit codes: 0 ok, 1 failed, 2 usage. What went wrong goes to stderr as one line;
 * {@code --debug} adds the stack trace. Several faults of one input are a line each.
 */
@Command(
    name = "slipway",
    description = "Serves models over the v1, v2 and gRPC prediction protocols.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      ServeCommand.class,
      PredictCommand.class,
      VersionCommand.class,
      TrainAotCommand.class,
      HelpCommand.class,
    })
public final class Main implements Runnable {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of failures.")
  private boolean debug;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields in
  Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... args) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setParameterExceptionHandler(Main::usageError);
    commandLine.setExecutionExceptionHandler(
        (failure, command, _) -> failed(failure, command.getErr(), main.debug));
    return commandLine.execute(args);
  }

  /** Without a command: the help, as an error. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int usageError(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("slipway: " + oneLine(String.valueOf(failure.getMessage())));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println(
          "Try 'slipway%s --help'."
              .formatted(
                  command.getCommandSpec().parent() == null ? "" : " " + command.getCommandName()));
    }
    err.flush();
    return USAGE;
  }

  private static int failed(Exception failure, PrintWriter err, boolean debug) {
    describe(failure).lines().forEach(line -> err.println("slipway: " + line));
    if (debug) {
      failure.printStackTrace(err);
    } else if (!(failure instanceof CommandFailure)) {
      err.println("Run it again with --debug for details.");
    }
    err.flush();
    return failure instanceof CommandFailure known ? known.exitCode() : FAILED;
  }

  private static String describe(Exception failure) {
    String message = failure.getMessage();
    return failure instanceof CommandFailure && message != null
        ? message
        : "unexpected failure: " + failure;
  }

  private static String oneLine(String message) {
    return String.join("; ", Arrays.stream(message.split("\\R")).map(String::strip).toList());
  }
}
