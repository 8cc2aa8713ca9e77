// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {
  @TempDir private Path directory;

  private Path tree() {
    return directory.resolve("tree");
  }

  private Path write(String path, String text) throws IOException {
    Path file = tree().resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void deletesAllThatIsInIt() throws IOException {
    write("a/b/c", "c");
    write("d", "d");
    FileTree.delete(tree());
    assertThat(tree()).doesNotExist();
  }

  @Test
  void deletesASingleFileAndWhatIsNotThere() throws IOException {
    Path file = write("a", "a");
    FileTree.delete(file);
    FileTree.delete(file);
    assertThat(tree()).isEmptyDirectory();
  }

  @Test
  void deletesLinksAndNotWhatTheyLeadTo() throws IOException {
    Path kept =
        Files.writeString(Files.createDirectory(directory.resolve("kept")).resolve("k"), "");
    write("a", "a");
    Files.createSymbolicLink(tree().resolve("link"), kept.getParent());
    Files.createSymbolicLink(tree().resolve("nowhere"), Path.of("none"));
    FileTree.delete(tree().resolve("nowhere"));
    assertThat(Files.exists(tree().resolve("nowhere"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    FileTree.delete(tree());
    assertThat(tree()).doesNotExist();
    assertThat(kept).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"r-xr-xr-x", "r--r--r--", "---------", "-wx------", "--x------"})
  void deletesWhatItsDirectoriesRefuse(String mode) throws Exception {
    write("a/b/c", "c");
    write("a/d", "d");
    write("e/f", "f");
    Files.createDirectory(tree().resolve("empty"));
    Set<PosixFilePermission> refusing = PosixFilePermissions.fromString(mode);
    for (String each : List.of("a/b", "a", "e", "empty", "")) {
      Files.setPosixFilePermissions(tree().resolve(each), refusing);
    }

    OrdinaryUser.run(() -> FileTree.delete(tree()));

    assertThat(tree()).doesNotExist();
  }

  @Test
  void opensNoDirectoryThatALinkLeadsToOrThatTheTreeIsIn() throws Exception {
    Set<PosixFilePermission> refusing = PosixFilePermissions.fromString("r-xr-xr-x");
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("kept"), "");
    write("a/b", "b");
    Files.createSymbolicLink(tree().resolve("a/link"), other);
    Files.setPosixFilePermissions(tree().resolve("a"), refusing);
    Files.setPosixFilePermissions(other, refusing);

    OrdinaryUser.run(() -> FileTree.delete(tree().resolve("a")));

    assertThat(tree()).isEmptyDirectory();
    assertThat(Files.getPosixFilePermissions(other)).isEqualTo(refusing);

    write("c", "c");
    Files.setPosixFilePermissions(tree(), refusing);
    assertThatThrownBy(() -> OrdinaryUser.run(() -> FileTree.delete(tree().resolve("c"))))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(Files.getPosixFilePermissions(tree())).isEqualTo(refusing);
  }

  @Test
  void severalMayDeleteOneTreeAtATime() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      write(i % 40 + "/" + i, "");
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      Callable<Boolean> deletion =
          () -> {
            FileTree.delete(tree());
            return true;
          };
      for (int i = 0; i < 4; i++) {
        all.add(threads.submit(deletion));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(tree()).doesNotExist();
  }

  @Test
  void copiesWithPermissionsAndLinks() throws IOException {
    Path script = write("bin/run", "#!");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(tree().resolve("link"), Path.of("bin", "run"));
    Path copy = directory.resolve("copy");
    FileTree.copy(tree(), copy);
    assertThat(copy.resolve("bin/run")).hasContent("#!");
    assertThat(Files.getPosixFilePermissions(copy.resolve("bin/run")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(Files.readSymbolicLink(copy.resolve("link"))).isEqualTo(Path.of("bin", "run"));
  }

  @Test
  void copiesWhatALinkLeadsTo() throws IOException {
    write("bin/run", "#!");
    Path link = Files.createSymbolicLink(directory.resolve("link"), tree());
    FileTree.copy(link, directory.resolve("copy"));
    assertThat(Files.isSymbolicLink(directory.resolve("copy"))).isFalse();
    assertThat(directory.resolve("copy/bin/run")).hasContent("#!");
  }

  @Test
  void countsTheBytesOfItsFiles() throws IOException {
    write("a/b", "12345");
    write("c", "678");
    assertThat(FileTree.bytes(tree())).isEqualTo(8);
    assertThat(FileTree.bytes(directory.resolve("none"))).isZero();
  }

  @Test
  void syncsDirectoriesAndFiles() throws IOException {
    Path file = write("a/b", "12345");
    FileTree.sync(tree());
    FileTree.sync(file);
    assertThat(file).hasContent("12345");
  }
}
