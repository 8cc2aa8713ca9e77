// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.jspecify.annotations.Nullable;

/**
 * What a command was given, typed. A value that is not of its type is a usage error that names the
 * option, the value and what was expected.
 */
public final class Arguments {
  /** The option that every command has. */
  public static final String DEBUG = "debug";

  private final CommandLine line;
  private final PrintWriter out;
  private final PrintWriter err;

  private Arguments(CommandLine line, PrintWriter out, PrintWriter err) {
    this.line = line;
    this.out = out;
    this.err = err;
  }

  /**
   * @throws ParseException with a message for the person who typed the line
   */
  public static Arguments parse(
      Command command, List<String> words, PrintWriter out, PrintWriter err) throws ParseException {
    Options options = command.options().addOption(null, DEBUG, false, Help.DEBUG);
    try {
      return new Arguments(parse(options, words), out, err);
    } catch (UnrecognizedOptionException _) {
      return new Arguments(parse(options, command.translated(words, options)), out, err);
    }
  }

  /** As the other, for commands that say nothing beside their result. */
  public static Arguments parse(Command command, List<String> words, PrintWriter out)
      throws ParseException {
    return parse(command, words, out, new PrintWriter(Writer.nullWriter()));
  }

  /** What is given to something other than a command. */
  static Arguments of(Options options, List<String> words) throws ParseException {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return new Arguments(parse(options, words), nowhere, nowhere);
  }

  private static CommandLine parse(Options options, List<String> words) throws ParseException {
    return DefaultParser.builder()
        .setAllowPartialMatching(false)
        .get()
        .parse(options, valued(options, words));
  }

  /** {@code --wait} as {@code --wait=true}: the word after it is another thing. */
  private static String[] valued(Options options, List<String> words) {
    String[] valued = words.toArray(String[]::new);
    for (int i = 0; i < valued.length; i++) {
      Option option = valued[i].startsWith("--") ? options.getOption(valued[i]) : null;
      if (option != null && option.hasOptionalArg()) {
        valued[i] += "=true";
      }
    }
    return valued;
  }

  /** Where the command's result goes. */
  public PrintWriter out() {
    return out;
  }

  /** Where goes what is said beside the result, a line at a time. */
  public PrintWriter err() {
    return err;
  }

  /** What is no option. */
  List<String> operands() {
    return line.getArgList();
  }

  boolean has(String option) {
    return line.hasOption(option);
  }

  @Nullable String text(String option) {
    return line.getOptionValue(option);
  }

  String text(String option, String otherwise) {
    String value = text(option);
    return value == null ? otherwise : value;
  }

  /** All values of an option that may be repeated. */
  List<String> all(String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }

  @Nullable Path path(String option) {
    String value = text(option);
    return value == null ? null : Path.of(value);
  }

  int integer(String option, int otherwise, int least, int most) {
    return (int) whole(option, otherwise, least, most);
  }

  /** As {@link #integer}, for larger numbers. */
  long whole(String option, long otherwise, long least, long most) {
    String value = text(option);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // the same message as for a number out of range
    }
    throw CommandFailure.usage(
        "--%s: '%s' (expected: a whole number, %d to %d)".formatted(option, value, least, most));
  }

  boolean truth(String option, boolean otherwise) {
    String value = text(option);
    if (value == null) {
      return otherwise;
    }
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return value.equalsIgnoreCase("true");
    }
    throw CommandFailure.usage("--%s: '%s' (expected: true or false)".formatted(option, value));
  }

  /** One of an enum's constants, in lower or upper case. */
  <E extends Enum<E>> E choice(String option, Class<E> choices, E otherwise) {
    String value = text(option);
    if (value == null) {
      return otherwise;
    }
    for (E choice : choices.getEnumConstants()) {
      if (choice.name().equalsIgnoreCase(value)) {
        return choice;
      }
    }
    throw CommandFailure.usage(
        "--%s: '%s' (expected: %s)".formatted(option, value, names(choices)));
  }

  /** {@code a, b or c}, as a person writes them. */
  static <E extends Enum<E>> String names(Class<E> choices) {
    return Arrays.stream(choices.getEnumConstants())
        .map(Arguments::name)
        .collect(Collectors.joining(", "));
  }

  /** One of them, as a person writes it. */
  static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
