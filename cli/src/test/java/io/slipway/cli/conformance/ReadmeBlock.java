// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A fenced block of a Markdown file that a comment on the line before it names, e.g. {@code <!--
 * run: quickstart v1 -->}.
 */
final class ReadmeBlock {
  private static final String FENCE = "```";

  private ReadmeBlock() {}

  /** The text of the one block of that name, without its fences. */
  static String named(String name, Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String marker = "<!-- " + name + " -->";
    int start = lines.indexOf(marker) + 1;
    if (start == 0 || lines.lastIndexOf(marker) + 1 != start) {
      throw new AssertionError(file + " has no, or more than one, line `" + marker + "`");
    }
    if (!lines.get(start).startsWith(FENCE)) {
      throw new AssertionError(file + " has no fenced block after `" + marker + "`");
    }
    List<String> rest = lines.subList(start + 1, lines.size());
    return String.join("\n", rest.subList(0, rest.indexOf(FENCE)));
  }
}
