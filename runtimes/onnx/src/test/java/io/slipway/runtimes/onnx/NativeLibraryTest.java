// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NativeLibraryTest {
  private static final byte[] CONTENT = new byte[100_000];

  @TempDir Path directory;

  private JarFile archive() throws IOException {
    Path path = directory.resolve("library.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
      out.putNextEntry(new ZipEntry("lib.so"));
      out.write(CONTENT);
      out.closeEntry();
    }
    return new JarFile(path.toFile());
  }

  private Path cache() {
    return directory.resolve("cache/deep");
  }

  private Path target() {
    return cache().resolve("lib.so");
  }

  private Path unpack(JarFile archive) throws IOException {
    return NativeLibrary.unpack(archive, archive.getEntry("lib.so"), target());
  }

  @Test
  void unpacksOnceAndLeavesNothingElse() throws IOException {
    try (JarFile archive = archive()) {
      Path file = unpack(archive);
      var first = Files.getLastModifiedTime(file);
      assertThat(unpack(archive)).hasBinaryContent(CONTENT);
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(first);
    }
    assertThat(cache().toFile().list()).containsExactly("lib.so");
  }

  @Test
  void replacesAFileThatWasCut() throws IOException {
    try (JarFile archive = archive()) {
      Files.write(unpack(archive), new byte[10]);
      assertThat(unpack(archive)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void ignoresWhatAKilledProcessLeft() throws IOException {
    Files.createDirectories(cache());
    Files.write(target().resolveSibling("lib.so.123.tmp"), new byte[10]);
    try (JarFile archive = archive()) {
      assertThat(unpack(archive)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void refusesAnArchiveThatIsDamaged() throws IOException {
    try (JarFile archive = archive()) {
      ZipEntry entry = archive.getEntry("lib.so");
      entry.setCrc(1);
      assertThatIOException()
          .isThrownBy(() -> NativeLibrary.unpack(archive, entry, target()))
          .withMessageContaining("expected: 00000001");
    }
    assertThat(target()).doesNotExist();
    assertThat(cache()).isEmptyDirectory();
  }

  @Test
  void mayBeUnpackedBySeveralAtOnce() throws Exception {
    try (JarFile archive = archive();
        var threads = Executors.newFixedThreadPool(4)) {
      List<Future<Path>> files = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        files.add(threads.submit(() -> unpack(archive)));
      }
      for (Future<Path> file : files) {
        assertThat(file.get()).hasBinaryContent(CONTENT);
      }
    }
    assertThat(cache().toFile().list()).containsExactly("lib.so");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64,linux-x64",
    "Linux,x86_64,linux-x64",
    "Linux,aarch64,linux-aarch64",
    "Mac OS X,aarch64,osx-aarch64",
    "Mac OS X,arm64,osx-aarch64",
    "Plan 9,mips,plan 9-mips",
  })
  void namesThePlatform(String os, String arch, String platform) {
    assertThat(NativeLibrary.platform(os, arch)).isEqualTo(platform);
  }
}
