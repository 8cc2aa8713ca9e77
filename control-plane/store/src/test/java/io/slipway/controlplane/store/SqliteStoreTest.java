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
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  void onlyTheOwnerReadsTheFiles(@TempDir Path other) throws Exception {
    create("a", "1");
    Path backup = other.resolve("backup.db");
    store.backup(backup);
    Path restored = other.resolve("data");
    ObjectStore.restore(backup, restored);
    Path made = other.resolve("made");
    ObjectStore.open(made, SMALL).close();

    for (Path file :
        List.of(
            backup,
            directory.resolve(SqliteDatabase.FILE),
            directory.resolve(SqliteDatabase.FILE + "-wal"),
            restored.resolve(SqliteDatabase.FILE))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    for (Path folder : List.of(restored, made)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void logOfWritesStaysBoundedUnderReadsThatOverlapWithoutEnd() throws Exception {
    store.close();
    SqliteDatabase database = SqliteDatabase.open(directory, 1 << 20);
    store =
        SqlStore.start(
            database,
            new StoreLimits(
                1 << 20, 1024, 1 << 26, 128, 4, 8, 1 << 20, 1000, 1 << 30, Duration.ofHours(1)));
    Document large = document("1", "x".repeat(100_000));
    accepted(store.create(pod("a"), large));
    CountDownLatch written = new CountDownLatch(1);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> reads = thread.submit(() -> overlap(database, written));
      for (int i = 0; i < 250; i++) {
        accepted(store.update(pod("a"), Expected.ANY, large));
      }
      // Three times what was written, as the change log has the values before and after, is 75 MB.
      assertThat(Files.size(directory.resolve(SqliteDatabase.FILE + "-wal"))).isLessThan(30L << 20);
      written.countDown();
      reads.get();
    }
  }

  /** At any time one of two connections reads: the one begins before the other ends. */
  private static void overlap(SqliteDatabase database, CountDownLatch until) {
    try (Connection one = database.connectReader();
        Connection other = database.connectReader()) {
      Schema.state(one);
      while (until.getCount() > 0) {
        Schema.state(other);
        one.commit();
        Schema.state(one);
        other.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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
