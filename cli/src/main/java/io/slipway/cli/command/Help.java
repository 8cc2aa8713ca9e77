// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.cli.Option;

/** A command's help, for a terminal of 80 columns. */
public final class Help {
  /** What {@code --debug} does, with every command. */
  public static final String DEBUG = "Show stack traces of failures.";

  private static final int WIDTH = 80;
  private static final int INDENT = 28;

  private Help() {}

  public static void print(String name, Command command, PrintWriter out) {
    out.printf(
        "Usage: slipway %s%s [OPTION...]%n%s%n%n",
        name, command.operands().isEmpty() ? "" : " " + command.operands(), command.summary());
    List<Option> options = new ArrayList<>(command.options().getOptions());
    options.add(Option.builder().longOpt("debug").desc(DEBUG).get());
    options.add(Option.builder("h").longOpt("help").desc("Show this help and exit.").get());
    options.sort(Comparator.comparing(Option::getLongOpt));
    options.forEach(option -> print(option, out));
  }

  private static void print(Option option, PrintWriter out) {
    String names =
        "  %s--%s%s"
            .formatted(
                option.getOpt() == null ? "    " : "-" + option.getOpt() + ", ",
                option.getLongOpt(),
                option.hasArg() ? " " + option.getArgName() : "");
    String left = names;
    if (names.length() >= INDENT) {
      out.println(names);
      left = "";
    }
    for (String line : wrapped(option.getDescription())) {
      out.printf("%-" + INDENT + "s%s%n", left, line);
      left = "";
    }
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && INDENT + line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
