// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import io.slipway.controlplane.store.Document;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
  private static final Key KEPT = new Key("configmaps", "default", "kept");
  private static final Key LATER = new Key("configmaps", "default", "later");

  @TempDir private Path folder;

  @Test
  void aBackupWhileTheStoreIsUsedIsRestoredToWhatWasThereThen() {
    Path data = folder.resolve("data");
    Path backup = folder.resolve("backup.db");
    try (ObjectStore store = ObjectStore.open(data, StoreLimits.DEFAULT)) {
      store.create(KEPT, document("1"));

      Cli.Result result = Cli.run("backup", backup.toString(), "--data", data.toString());

      assertThat(result.err()).isEmpty();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).isEqualTo("%s backed up to %s%n".formatted(data, backup));
      store.create(LATER, document("2"));
    }

    Path restored = folder.resolve("restored");
    Cli.Result result = Cli.run("restore", backup.toString(), "--data", restored.toString());

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("%s restored from %s%n".formatted(restored, backup));
    try (ObjectStore store = ObjectStore.open(restored, StoreLimits.DEFAULT)) {
      assertThat(store.get(KEPT)).isPresent();
      assertThat(store.get(LATER)).isEmpty();
    }
  }

  @Test
  void aFileThatIsThereIsNotOverwritten() throws IOException {
    Path data = folder.resolve("data");
    ObjectStore.open(data, StoreLimits.DEFAULT).close();
    Path there = Files.writeString(folder.resolve("there"), "mine");

    Cli.Result result = Cli.run("backup", there.toString(), "--data", data.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains(there + " exists (expected: a new file for the backup)");
    assertThat(there).hasContent("mine");
  }

  @Test
  void aDirectoryWithoutObjectsIsRefused() {
    Cli.Result result =
        Cli.run("backup", folder.resolve("b").toString(), "--data", folder.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("there is no " + folder.resolve("slipway.db"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDamagedDatabaseIsNotBackedUp() throws IOException {
    Files.writeString(
        folder.resolve("slipway.db"), "no database at all, but long enough".repeat(9));

    Cli.Result result =
        Cli.run("backup", folder.resolve("b").toString(), "--data", folder.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("cannot back up " + folder.resolve("slipway.db"));
    assertThat(folder.resolve("b")).doesNotExist();
  }

  @Test
  void objectsThatAreThereAreNotReplaced() {
    Path data = folder.resolve("data");
    Path backup = folder.resolve("backup.db");
    ObjectStore.open(data, StoreLimits.DEFAULT).close();
    Cli.run("backup", backup.toString(), "--data", data.toString());

    Cli.Result result = Cli.run("restore", backup.toString(), "--data", data.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("slipway.db exists (expected: a directory without a database");
  }

  @Test
  void whatIsNoBackupIsNotRestored() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "something else");
    Path data = folder.resolve("data");

    Cli.Result result = Cli.run("restore", other.toString(), "--data", data.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("cannot restore " + other);
    assertThat(data.resolve("slipway.db")).doesNotExist();
  }

  private static Document document(String uid) {
    return new Document(uid, List.of(), "{}".getBytes(StandardCharsets.UTF_8));
  }
}
