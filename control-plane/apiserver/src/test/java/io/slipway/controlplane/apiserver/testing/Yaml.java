// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML files as JSON documents. */
public final class Yaml {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(16 << 20).setAllowDuplicateKeys(true).build();

  private Yaml() {}

  /** The documents of a file that are not empty. */
  public static List<JsonNode> documents(Path file) {
    try {
      List<JsonNode> documents = new ArrayList<>();
      for (Object document : new Load(SETTINGS).loadAllFromString(Files.readString(file))) {
        if (document != null) {
          documents.add(JSON.valueToTree(document));
        }
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The YAML files below a folder, sorted; at least one. */
  public static List<Path> files(Path folder) {
    try (var files = Files.walk(folder)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      if (found.isEmpty()) {
        throw new IllegalStateException("no YAML in " + folder);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
