// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  @Override
  ObjectStore open(StoreLimits limits) {
    return ObjectStore.open(directory, limits);
  }

  @Test
  void secondOwnerOfTheDirectoryIsRefused() {
    assertThatThrownBy(() -> open(SMALL))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining(
            directory + " is in use by another process, pid " + ProcessHandle.current().pid());
  }

  @Test
  void backupIsASnapshotThatIsRestoredElsewhere(@TempDir Path other) throws Exception {
    create("a", "1");
    create("b", "2");
    accepted(store.delete(pod("b"), Expected.ANY));
    long revision = store.revision();
    Path backup = other.resolve("backup.db");
    store.backup(backup);
    create("c", "3");

    ObjectStore.restore(backup, other.resolve("data"));

    try (ObjectStore restored = ObjectStore.open(other.resolve("data"), SMALL)) {
      assertThat(names(restored.list(PODS, ListPosition.start(0), 0))).containsExactly("a");
      assertThat(restored.revision()).isEqualTo(revision + SqliteBackup.REVISIONS_SKIPPED);
      assertThatThrownBy(() -> restored.watch(PODS, store.revision()))
          .isInstanceOfSatisfying(
              RevisionUnavailableException.class, e -> assertThat(e.expired()).isTrue());
      assertThat(accepted(restored.create(pod("c"), document("3", "{}"))).revision())
          .isEqualTo(restored.revision());
    }
  }

  @Test
  void backupAndRestoreOverwriteNothing(@TempDir Path other) throws Exception {
    create("a", "1");
    Path backup = other.resolve("backup.db");
    store.backup(backup);

    assertConflict(() -> store.backup(backup), backup + " exists");
    assertConflict(() -> ObjectStore.restore(backup, directory), "is in use by another process");
    store.close();
    assertConflict(() -> ObjectStore.restore(backup, directory), "slipway.db exists");
    store = open(SMALL);
    assertThat(store.get(pod("a"))).isPresent();
  }

  @Test
  void damagedBackupIsNotRestored(@TempDir Path other) throws Exception {
    for (int i = 0; i < 30; i++) {
      create("p" + i, "u" + i);
    }
    Path backup = other.resolve("backup.db");
    store.backup(backup);
    damage(backup);

    assertThatThrownBy(() -> ObjectStore.restore(backup, other.resolve("data")))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("cannot restore " + backup);
    assertThat(other.resolve("data").resolve(SqliteDatabase.FILE)).doesNotExist();
  }

  @Test
  void damagedDatabaseIsRefusedWithItsNameAndWhatToDo() throws Exception {
    for (int i = 0; i < 30; i++) {
      create("p" + i, "u" + i);
    }
    store.close();
    damage(directory.resolve(SqliteDatabase.FILE));

    assertThatThrownBy(() -> open(SMALL))
        .hasMessageContaining("cannot open " + directory.resolve(SqliteDatabase.FILE))
        .hasMessageContaining("restore a backup (docs/store.md)");

    emptyDirectory();
    store = open(SMALL);
  }

  @Test
  void fileThatIsNoDatabaseIsRefused() throws Exception {
    store.close();
    emptyDirectory();
    Files.writeString(directory.resolve(SqliteDatabase.FILE), "not a database, ".repeat(1000));

    assertThatThrownBy(() -> open(SMALL))
        .hasMessageContaining("cannot open " + directory.resolve(SqliteDatabase.FILE))
        .hasMessageContaining("restore a backup (docs/store.md)");

    emptyDirectory();
    store = open(SMALL);
  }

  @Test
  void databaseOfANewerVersionIsRefused() throws Exception {
    store.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteDatabase.FILE));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE store_state SET version = 2");
    }

    assertThatThrownBy(() -> open(SMALL)).hasMessageContaining("tables of version 2");

    emptyDirectory();
    store = open(SMALL);
  }

  private void emptyDirectory() throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Overwrites all pages but the first few with what no page looks like. */
  private static void damage(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long at = 4096; at < channel.size(); at += 4096) {
        channel.write(ByteBuffer.wrap("damaged ".repeat(512).getBytes(US_ASCII)), at);
      }
    }
  }

  private static void assertConflict(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining(message);
  }
}
