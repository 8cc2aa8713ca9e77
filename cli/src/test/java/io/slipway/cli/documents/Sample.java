// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A manifest of KServe's repository.
 *
 * @param name its path there
 * @param text where it is a template of a test, with the names of the places in them
 */
record Sample(String name, String text) {
  private static final Path FOLDER =
      Document.ROOT.resolve("control-plane/resources/src/test/upstream/kserve-samples");
  private static final Pattern PLACE = Pattern.compile("\\{\\{ ([a-z0-9_]+) }}");

  /** All of them, by name. */
  static List<Sample> all() throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = FOLDER.relativize(file).toString();
        samples.add(new Sample(name, filled(Files.readString(file))));
      }
    }
    return samples;
  }

  private static String filled(String text) {
    return PLACE.matcher(text).replaceAll(place -> place.group(1).replace('_', '-'));
  }
}
