// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The objects of files, directories and standard input, in their order. */
public final class ObjectFiles {
  private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json");
  private static final String STANDARD_INPUT = "-";

  private ObjectFiles() {}

  /**
   * Reads all of them before anything is done with the first; what a {@code List} has stands for
   * itself.
   *
   * @param names files, directories, or {@code -}
   * @param recursive whether directories of directories are read too
   * @throws CommandFailure with every fault, each with its place
   */
  public static List<ObjectDocument> read(List<String> names, boolean recursive, InputStream in)
      throws IOException {
    List<ObjectDocument> objects = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (String name : names) {
      if (name.equals(STANDARD_INPUT)) {
        add(in.readAllBytes(), "standard input", objects, faults);
        continue;
      }
      for (Path file : files(Path.of(name), recursive)) {
        add(content(file), file.toString(), objects, faults);
      }
    }
    if (!faults.isEmpty()) {
      throw new CommandFailure(String.join("\n", faults));
    }
    if (objects.isEmpty()) {
      throw new CommandFailure("no objects in " + String.join(", ", names));
    }
    return objects;
  }

  private static byte[] content(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure("file not found: " + file, 1, e);
    }
  }

  private static List<Path> files(Path path, boolean recursive) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.walk(path, recursive ? Integer.MAX_VALUE : 1)) {
      return entries
          .filter(entry -> EXTENSIONS.stream().anyMatch(entry.toString()::endsWith))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static void add(
      byte[] bytes, String source, List<ObjectDocument> objects, List<String> faults) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      for (ObjectDocument document : ObjectDocument.readAll(text, source)) {
        add(document, objects, faults);
      }
    } catch (CharacterCodingException _) {
      faults.add(source + ": not UTF-8 text");
    } catch (CommandFailure e) {
      faults.add(String.valueOf(e.getMessage()));
    }
  }

  private static void add(
      ObjectDocument document, List<ObjectDocument> objects, List<String> faults) {
    ObjectNode json = document.json();
    if (json.path("kind").asText().endsWith("List") && json.path("items").isArray()) {
      for (JsonNode item : json.path("items")) {
        if (item instanceof ObjectNode object) {
          add(new ObjectDocument(document.position(), object), objects, faults);
        } else {
          faults.add(document.position() + ": an item of the list is no object");
        }
      }
      return;
    }
    List<String> missing = new ArrayList<>();
    if (!json.path("apiVersion").isTextual()) {
      missing.add("apiVersion");
    }
    if (!json.path("kind").isTextual()) {
      missing.add("kind");
    }
    if (!json.path("metadata").path("name").isTextual()) {
      missing.add("metadata.name");
    }
    if (missing.isEmpty()) {
      objects.add(document);
    } else {
      faults.add(document.position() + ": required, as text: " + String.join(", ", missing));
    }
  }
}
