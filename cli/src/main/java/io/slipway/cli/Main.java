// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import io.slipway.cli.command.Arguments;
import io.slipway.cli.command.Command;
import io.slipway.cli.command.CommandFailure;
import io.slipway.cli.command.Commands;
import io.slipway.cli.command.Help;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * {@code slipway}. Exit codes: 0 ok, 1 failed, 2 usage. What went wrong goes to stderr as one line;
 * {@code --debug} adds the stack trace. Several faults of one input are a line each.
 */
public final class Main {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private static final List<String> HELP = List.of("-h", "--help", "help");

  private Main() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = run(List.of(args), out, err);
    out.flush();
    System.exit(exitCode);
  }

  /** Runs one command and returns its exit code. */
  public static int run(List<String> args, PrintWriter out, PrintWriter err) {
    if (args.isEmpty() || HELP.contains(args.getFirst())) {
      Commands.overview().forEach(args.isEmpty() ? err::println : out::println);
      return args.isEmpty() ? USAGE : OK;
    }
    String name = args.getFirst();
    Command command = Commands.of(name);
    if (command == null) {
      err.printf(
          "slipway: there is no command '%s' (expected: %s)%n",
          name, String.join(", ", Commands.NAMES));
      return USAGE;
    }
    List<String> rest = args.subList(1, args.size());
    if (rest.contains("-h") || rest.contains("--help")) {
      Help.print(name, command, out);
      return OK;
    }
    try {
      return command.run(Arguments.parse(command, rest, out, err));
    } catch (ParseException e) {
      return failed(name, CommandFailure.usage(describe(e)), err, false);
    } catch (Exception e) {
      return failed(name, e, err, rest.contains("--" + Arguments.DEBUG));
    }
  }

  private static int failed(String name, Exception failure, PrintWriter err, boolean debug) {
    int exitCode = failure instanceof CommandFailure known ? known.exitCode() : FAILED;
    describe(failure).lines().forEach(line -> err.println("slipway: " + line));
    if (debug) {
      failure.printStackTrace(err);
    } else if (exitCode == USAGE) {
      err.printf("Try 'slipway %s --help'.%n", name);
    } else if (!(failure instanceof CommandFailure)) {
      err.println("Run it again with --debug for details.");
    }
    return exitCode;
  }

  /** In the words of the other usage errors. */
  private static String describe(ParseException failure) {
    return switch (failure) {
      case UnrecognizedOptionException unknown -> "unknown option " + unknown.getOption();
      case MissingArgumentException missing -> {
        Option option = missing.getOption();
        String letter = option.getOpt() == null ? "" : "-" + option.getOpt() + ", ";
        yield letter + "--" + option.getLongOpt() + " needs a value: " + option.getArgName();
      }
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static String describe(Exception failure) {
    String message = failure.getMessage();
    return failure instanceof CommandFailure && message != null
        ? message
        : "unexpected failure: " + failure;
  }
}
