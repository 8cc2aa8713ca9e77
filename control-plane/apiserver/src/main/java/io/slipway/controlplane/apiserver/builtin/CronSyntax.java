// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The five fields of a schedule, refused in the words that Kubernetes has for it. */
final class CronSyntax {
  private static final List<Field> FIELDS =
      List.of(
          new Field(0, 59, List.of()),
          new Field(0, 23, List.of()),
          new Field(1, 31, List.of()),
          new Field(
              1,
              12,
              List.of(
                  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")),
          new Field(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

  /**
   * @param names of the values, the least first; may be empty
   */
  private record Field(int least, int most, List<String> names) {}

  private CronSyntax() {}

  /**
   * @throws IllegalArgumentException if it is none
   */
  static void check(String schedule) {
    List<String> words = parts(schedule, ' ', '\t', '\n', '\r');
    if (words.size() != FIELDS.size()) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(words.size(), String.join(" ", words)));
    }
    for (int i = 0; i < words.size(); i++) {
      for (String range : parts(words.get(i), ',')) {
        check(range, FIELDS.get(i));
      }
    }
  }

  private static List<String> parts(String text, char... separators) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      boolean ends = i == text.length() || new String(separators).indexOf(text.charAt(i)) >= 0;
      if (!ends) {
        part.append(text.charAt(i));
      } else if (!part.isEmpty()) {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    return parts;
  }

  private static void check(String text, Field field) {
    String[] stepped = text.split("/", -1);
    String[] ends = stepped[0].split("-", -1);
    int first = field.least();
    int last = field.most();
    if (!ends[0].equals("*") && !ends[0].equals("?")) {
      first = value(ends[0], field);
      require(ends.length <= 2, "too many hyphens: " + text);
      last = ends.length == 1 ? first : value(ends[1], field);
    }
    require(stepped.length <= 2, "too many slashes: " + text);
    int step = stepped.length == 1 ? 1 : number(stepped[1]);
    if (stepped.length == 2 && ends.length == 1) {
      last = field.most();
    }
    require(
        first >= field.least(),
        "beginning of range (%d) below minimum (%d): %s".formatted(first, field.least(), text));
    require(
        last <= field.most(),
        "end of range (%d) above maximum (%d): %s".formatted(last, field.most(), text));
    require(
        first <= last,
        "beginning of range (%d) beyond end of range (%d): %s".formatted(first, last, text));
    require(step != 0, "step of range should be a positive number: " + text);
  }

  private static void require(boolean so, String otherwise) {
    if (!so) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static int value(String text, Field field) {
    int named = field.names().indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? named + field.least() : number(text);
  }

  private static int number(String text) {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "failed to parse int from %s: strconv.Atoi: parsing %s: invalid syntax"
              .formatted(text, GoText.quote(text)),
          e);
    }
    require(number >= 0, "negative number (%d) not allowed: %s".formatted(number, text));
    return number;
  }
}
