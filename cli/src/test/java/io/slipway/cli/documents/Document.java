// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file of this repository.
 *
 * @param file relative to the root
 */
record Document(Path file, String text) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern BLOCK =
      Pattern.compile("(?m)^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern INDENTED =
      Pattern.compile("(?m)(?:^ {4}\\S.*\\n(?: {5,}\\S.*\\n)*)+");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([\\w./-]+)(?:#[^)]*)?\\)");

  /** What people read: the root's, those of docs and of the examples. */
  static List<Document> all() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> examples = Files.walk(ROOT.resolve("examples"), 2)) {
      Stream.of(root, docs, examples)
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .forEach(files::add);
    }
    List<Document> documents = new ArrayList<>();
    for (Path file : files) {
      documents.add(new Document(ROOT.relativize(file), Files.readString(file)));
    }
    return documents;
  }

  /** The blocks of commands, fenced or indented, each with its commands in order. */
  List<List<DocumentedCommand>> blocks() {
    List<List<DocumentedCommand>> blocks = new ArrayList<>();
    for (Pattern pattern : List.of(BLOCK, INDENTED)) {
      Matcher block = pattern.matcher(text);
      while (block.find()) {
        String lines = pattern == BLOCK ? block.group(1) : block.group();
        List<DocumentedCommand> commands = new ArrayList<>();
        for (String line : lines.replace("\\\n", " ").split("\n", -1)) {
          if (!line.isBlank()) {
            commands.add(DocumentedCommand.parse(file, line));
          }
        }
        if (pattern == BLOCK || commands.getFirst().isOurs()) { // else a picture
          blocks.add(commands);
        }
      }
    }
    return blocks;
  }

  /** What stands between single backticks. */
  List<String> code() {
    List<String> code = new ArrayList<>();
    Matcher span = CODE.matcher(text);
    while (span.find()) {
      code.add(span.group(1));
    }
    return code;
  }

  /** Where links within this repository lead. */
  List<Path> links() {
    Path folder = ROOT.resolve(file).resolveSibling("");
    List<Path> links = new ArrayList<>();
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      links.add(folder.resolve(link.group(1)).normalize());
    }
    return links;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
