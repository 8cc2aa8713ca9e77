// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Copies of an SQLite database, and databases from copies. */
final class SqliteBackup {
  /** More than any store writes between a backup and its restoration. */
  static final long REVISIONS_SKIPPED = 1_000_000_000;

  private SqliteBackup() {}

  /** A copy of one snapshot; the file appears complete or not at all. */
  static void write(SqliteDatabase database, Path target) {
    write(database.name(), database::connectReader, target);
  }

  /** Likewise, of the database in a directory that another process may have. */
  static void write(Path directory, Path target) {
    Path file = directory.resolve(SqliteDatabase.FILE);
    if (!Files.isRegularFile(file)) {
      throw ServingException.invalid(
          "there is no " + file + " (expected: a data directory with objects)");
    }
    write(file.toString(), () -> checked(file), target);
  }

  private static Connection checked(Path file) throws SQLException {
    Connection connection = SqliteDatabase.connectReader(file);
    try {
      SqliteCheck.check(connection);
      Schema.refuseNewer(Schema.version(connection), file.toString());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Where a snapshot is read from. */
  private interface Source {
    Connection connect() throws SQLException;
  }

  private static void write(String name, Source source, Path target) {
    if (Files.exists(target)) {
      throw new ServingException(
          ErrorCode.CONFLICT, target + " exists (expected: a new file for the backup)");
    }
    Path temporary = target.resolveSibling(target.getFileName() + ".new");
    try (Connection connection = source.connect()) {
      // Empty, which SQLite takes, and for the owner alone, which it would not be if SQLite made
      // it.
      PrivateFiles.create(temporary).close();
      connection.setAutoCommit(true);
      try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
        vacuum.setString(1, temporary.toString());
        vacuum.executeUpdate();
      }
      PrivateFiles.publish(temporary, target);
    } catch (SQLException | IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL,
          "cannot back up " + name + " to " + target + ": " + e.getMessage(),
          e);
    }
  }

  static void restore(Path backup, Path directory) {
    try {
      PrivateFiles.createDirectory(directory);
      try (DirectoryLock _ = DirectoryLock.take(directory)) {
        restoreLocked(backup, directory.resolve(SqliteDatabase.FILE));
      }
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL, "cannot restore " + backup + " to " + directory + ": " + e, e);
    }
  }

  private static void restoreLocked(Path backup, Path file) throws IOException {
    if (Files.exists(file)) {
      throw new ServingException(
          ErrorCode.CONFLICT,
          file + " exists (expected: a directory without a database; move it away first)");
    }
    if (!Files.isRegularFile(backup)) {
      throw ServingException.invalid(backup + " is no file (expected: a backup)");
    }
    Path temporary = file.resolveSibling(SqliteDatabase.FILE + ".new");
    try (OutputStream copy = Channels.newOutputStream(PrivateFiles.create(temporary))) {
      Files.copy(backup, copy);
      prepare(temporary);
    } catch (SQLException e) {
      delete(temporary);
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT, "cannot restore " + backup + ": " + e.getMessage(), e);
    }
    // What a database of this name left behind would be taken for the new one's log.
    delete(file);
    PrivateFiles.publish(temporary, file);
  }

  private static void delete(Path file) throws IOException {
    for (String suffix : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  /** Checks the copy, and sets it to revisions that were never given. */
  private static void prepare(Path copy) throws SQLException {
    try (Connection connection = SqliteDriver.connect(copy, new Properties());
        Statement statement = connection.createStatement()) {
      SqliteCheck.check(connection);
      Schema.refuseNewer(Schema.version(connection), copy.toString());
      statement.executeUpdate("DELETE FROM changes");
      statement.executeUpdate("UPDATE store_state SET revision = revision + " + REVISIONS_SKIPPED);
      statement.executeUpdate("UPDATE store_state SET compacted = revision, log_bytes = 0");
      // Everything is in the one file then.
      statement.execute("PRAGMA journal_mode = DELETE");
    }
  }
}
