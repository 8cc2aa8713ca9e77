// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Options of a program: {@code --name value}, or {@code --name} alone for those that are switches.
 */
public final class Options {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException with a sentence, for what is none of them
   */
  public static Options parse(List<String> arguments, Set<String> switches, Set<String> names) {
    Options options = new Options();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      String name = argument.startsWith("--") ? argument.substring(2) : "";
      if (switches.contains(name)) {
        options.add(name, "true");
      } else if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "%s: no such option (there are: %s)".formatted(argument, list(switches, names)));
      } else if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(argument + ": needs a value");
      } else {
        options.add(name, arguments.get(++i));
      }
    }
    return options;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The last value that was given. */
  public String text(String name, String otherwise) {
    List<String> given = all(name);
    return given.isEmpty() ? otherwise : given.getLast();
  }

  public String required(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException("--" + name + " is needed");
    }
    return text(name, "");
  }

  public int integer(String name, int otherwise) {
    return (int) number(name, otherwise);
  }

  /** A number above 0. */
  public double number(String name, double otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text(name, ""));
      if (value > 0 && value < Double.POSITIVE_INFINITY) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below, as for numbers that are out of range.
    }
    throw new IllegalArgumentException(
        "--%s: %s (expected: a number above 0)".formatted(name, text(name, "")));
  }

  private void add(String name, String value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  private static String list(Set<String> switches, Set<String> names) {
    List<String> all = new ArrayList<>();
    switches.forEach(name -> all.add("--" + name));
    names.forEach(name -> all.add("--" + name + " VALUE"));
    return String.join(", ", all.stream().sorted().toList());
  }
}
