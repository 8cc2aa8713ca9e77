// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.slipway.cli.command.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectFilesTest {
  private static final String MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: %s}
      """;

  @TempDir private Path folder;

  @Test
  void everyDocumentOfAFileIsAnObject() throws IOException {
    Path file = write("a.yaml", MAP.formatted("a") + "---\n# nothing\n---\n" + MAP.formatted("b"));

    assertThat(ObjectFiles.read(List.of(file.toString()), false, nothing()))
        .extracting(ObjectFilesTest::name, object -> object.position().toString())
        .containsExactly(tuple("a", file + ":1:1"), tuple("b", file + ":7:1"));
  }

  @Test
  void aDirectoryIsReadByNameAndDeeperOnlyIfAsked() throws IOException {
    write("2.json", "{\"apiVersion\": \"v1\", \"kind\": \"X\", \"metadata\": {\"name\": \"two\"}}");
    write("1.yml", MAP.formatted("one"));
    write("notes.txt", "no: object");
    Files.createDirectory(folder.resolve("deep"));
    write("deep/3.yaml", MAP.formatted("three"));

    assertThat(ObjectFiles.read(List.of(folder.toString()), false, nothing()))
        .extracting(ObjectFilesTest::name)
        .containsExactly("one", "two");
    assertThat(ObjectFiles.read(List.of(folder.toString()), true, nothing()))
        .extracting(ObjectFilesTest::name)
        .containsExactly("one", "two", "three");
  }

  @Test
  void aListStandsForItsItems() throws IOException {
    InputStream in =
        new ByteArrayInputStream(
            """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "v1", "kind": "X", "metadata": {"name": "a"}},
              {"apiVersion": "v1", "kind": "Y", "metadata": {"name": "b"}}]}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(ObjectFiles.read(List.of("-"), false, in))
        .extracting(ObjectFilesTest::name)
        .containsExactly("a", "b");
  }

  @Test
  void everyFaultIsToldWithItsPlace() throws IOException {
    Path broken = write("1.yaml", "a: [\n");
    Path nameless = write("2.yaml", "kind: X\nmetadata: {}\n");
    Path twice = write("3.yaml", MAP.formatted("a") + "kind: Y\n");
    Path scalar = write("4.yaml", "just text\n");

    assertThatThrownBy(() -> ObjectFiles.read(List.of(folder.toString()), false, nothing()))
        .isInstanceOf(CommandFailure.class)
        .message()
        .contains(
            broken + ":2:1: malformed YAML",
            nameless + ":1:1: required, as text: apiVersion, metadata.name",
            twice + ":4:1: kind is written twice, first in line 2",
            scalar + ":1:1: expected an object, found the text");
  }

  @Test
  void aFileThatIsNotThereAndAnEmptyOneAreNamed() throws IOException {
    Path empty = write("empty.yaml", "# nothing\n");

    assertThatThrownBy(() -> ObjectFiles.read(List.of("no-such.yaml"), false, nothing()))
        .hasMessage("file not found: no-such.yaml");
    assertThatThrownBy(() -> ObjectFiles.read(List.of(empty.toString()), false, nothing()))
        .hasMessage("no objects in " + empty);
  }

  @Test
  void scalarsAreWhatKubectlTakesThemFor() {
    assertThat(
            ObjectDocument.readAll("{a: yes, b: 0644, c: 1.5, d: '1', e: ~, f: 2026-01-01}", "x")
                .getFirst()
                .json())
        .hasToString(
            "{\"a\":true,\"b\":420,\"c\":1.5,\"d\":\"1\",\"e\":null,\"f\":\"2026-01-01\"}");
  }

  private static String name(ObjectDocument object) {
    return object.json().path("metadata").path("name").asText();
  }

  private static InputStream nothing() {
    return InputStream.nullInputStream();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
