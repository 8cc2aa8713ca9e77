// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // before each test
class VolumePathTest {
  @TempDir Path directory;
  private Path volume;
  private Path outside;

  @BeforeEach
  void begin() throws IOException {
    directory = directory.toRealPath();
    volume = Files.createDirectory(directory.resolve("volume"));
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(volume.resolve("link"), outside);
    Files.createSymbolicLink(volume.resolve("nowhere"), outside.resolve("fresh"));
    Files.createDirectory(volume.resolve("own"));
    Files.createSymbolicLink(volume.resolve("inner"), Path.of("own"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"link", "link/a", "own/../link/a/b", "..", "../outside", "/etc", "nowhere"})
  void noPathLeavesItsVolume(String part) {
    assertThatThrownBy(() -> VolumePath.directory(volume, Path.of(part)))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> VolumePath.file(volume, Path.of(part)))
        .isInstanceOf(FileSystemException.class);

    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void linksInsideAVolumeAreFollowed() throws IOException {
    assertThat(VolumePath.directory(volume, Path.of("inner/a")))
        .isEqualTo(volume.resolve("own/a"))
        .isDirectory();
    assertThat(VolumePath.file(volume, Path.of("inner/b/c")))
        .isEqualTo(volume.resolve("own/b/c"))
        .isEmptyFile();
  }

  @Test
  void directoriesThatAreMadeHaveTheModeOfTheVolume() throws IOException {
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));

    Path made = VolumePath.directory(volume, Path.of("a/b"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwxrwxrwx");
    assertThat(VolumePath.directory(volume, Path.of(""))).isEqualTo(volume);
  }
}
