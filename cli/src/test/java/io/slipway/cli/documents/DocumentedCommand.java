// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line as it is printed.
 *
 * @param words program and arguments, without quotes
 */
record DocumentedCommand(Path file, List<String> words) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private static final Pattern OURS =
      Pattern.compile("(\\./)?slipway|\\./mvnw|\\.ci/\\w+|load-tests/\\w+");

  DocumentedCommand {
    words = List.copyOf(words);
  }

  /** A comment at the line's end is left out. */
  static DocumentedCommand parse(Path file, String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line.replaceFirst("\\s#\\s.*$", ""));
    while (word.find()) {
      for (int group = 1; group <= 3; group++) {
        if (word.group(group) != null) {
          words.add(word.group(group));
        }
      }
    }
    return new DocumentedCommand(file, words);
  }

  String program() {
    return words.getFirst();
  }

  /** Whether it runs something of this repository. */
  boolean isOurs() {
    return OURS.matcher(program()).matches();
  }

  List<String> arguments() {
    return words.subList(1, words.size());
  }

  boolean starts(String... beginning) {
    return words.size() >= beginning.length
        && words.subList(0, beginning.length).equals(List.of(beginning));
  }

  /** The value behind an option, which is there. */
  String value(String option) {
    return words.get(words.indexOf(option) + 1);
  }

  @Override
  public String toString() {
    return file + ": " + String.join(" ", words);
  }
}
