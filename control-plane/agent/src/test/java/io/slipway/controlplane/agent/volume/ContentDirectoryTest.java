// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentDirectoryTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path parent;

  private Path directory() {
    return parent.resolve("v");
  }

  private boolean write(Map<String, ContentFile> files) throws IOException {
    return new ContentDirectory(directory()).write(files, NOW);
  }

  private static ContentFile file(String text) {
    return new ContentFile(text.getBytes(UTF_8), 0640);
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory())) {
      files.map(file -> String.valueOf(file.getFileName())).sorted().forEach(names::add);
    }
    return names;
  }

  @Test
  void namesAreLinksByWayOfOne() throws IOException {
    assertThat(write(Map.of("a", file("1"), "d/e/b", file("2")))).isTrue();

    assertThat(Files.readSymbolicLink(directory().resolve("a"))).isEqualTo(Path.of("..data/a"));
    assertThat(Files.readSymbolicLink(directory().resolve("d"))).isEqualTo(Path.of("..data/d"));
    assertThat(Files.readSymbolicLink(directory().resolve("..data")).toString())
        .startsWith("..2026_01_02_03_04_05.");
    assertThat(directory().resolve("d/e/b")).hasContent("2");
    assertThat(Files.getPosixFilePermissions(directory().resolve("a")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void whoHasOpenedTheDataSeesAllOfOneTime() throws IOException {
    write(Map.of("a", file("1"), "b", file("1")));
    Path before = directory().resolve("..data").toRealPath();

    write(Map.of("a", file("2"), "b", file("2")));

    Path after = directory().resolve("..data").toRealPath();
    assertThat(after).isNotEqualTo(before);
    assertThat(after.resolve("a")).hasContent("2");
    assertThat(after.resolve("b")).hasContent("2");
    assertThat(before).doesNotExist();
    assertThat(names()).hasSize(4).contains("..data", "a", "b");
  }

  @Test
  void theSameFilesChangeNothing() throws IOException {
    write(Map.of("a", file("1")));
    Path before = directory().resolve("..data").toRealPath();

    assertThat(write(Map.of("a", file("1")))).isFalse();

    assertThat(directory().resolve("..data").toRealPath()).isEqualTo(before);
  }

  @Test
  void filesComeAndGo() throws IOException {
    write(Map.of("a", file("1"), "d/b", file("2")));

    assertThat(write(Map.of("d/c", file("3")))).isTrue();

    assertThat(directory().resolve("a")).doesNotExist();
    assertThat(directory().resolve("d/b")).doesNotExist();
    assertThat(directory().resolve("d/c")).hasContent("3");
  }

  @Test
  void noFilesAreADirectoryThatIsMade() throws IOException {
    assertThat(write(Map.of())).isTrue();

    assertThat(new ContentDirectory(directory()).isMade()).isTrue();
    assertThat(write(Map.of())).isFalse();
  }

  @Test
  void whatAnInterruptedWriteHasLeftGoesWithTheNext() throws IOException {
    write(Map.of("a", file("1")));
    Path left = Files.createDirectories(directory().resolve("..2025_01_01_00_00_00.7"));
    Files.writeString(left.resolve("a"), "half");
    Files.createSymbolicLink(directory().resolve("..data_tmp"), Path.of("nowhere"));

    write(Map.of("a", file("2")));

    assertThat(left).doesNotExist();
    assertThat(directory().resolve("a")).hasContent("2");
    assertThat(names()).hasSize(3);
  }

  @Test
  void plainFilesGiveWayToLinks() throws IOException {
    Files.createDirectories(directory().resolve("d"));
    Files.writeString(directory().resolve("a"), "0");
    Files.writeString(directory().resolve("d/x"), "0");

    write(Map.of("a", file("1")));

    assertThat(directory().resolve("a")).hasContent("1").isSymbolicLink();
    assertThat(directory().resolve("d")).doesNotExist();
  }

  /** In the containers that see it, what is mounted there would go with it. */
  @Test
  void whatOtherVolumesAreMountedOnStays() throws IOException {
    write(Map.of("a", file("1")));
    Files.createDirectories(directory().resolve("in/ner"));

    write(Map.of("a", file("2")));

    assertThat(directory().resolve("in/ner")).isDirectory();
  }
}
