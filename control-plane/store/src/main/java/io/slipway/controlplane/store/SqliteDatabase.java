// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteException;

/** One SQLite file in a directory that this process has locked. */
final class SqliteDatabase implements Database {
  static final String FILE = "slipway.db";
  private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);
  private static final String DIALECT = "sqlite";
  private static final long WAL_BYTES = 64L << 20;
  private static final int COMMITS_BETWEEN_LOOKS = 64;

  private final Path file;
  private final DirectoryLock lock;
  private final long walBytes;
  private int commits;

  private SqliteDatabase(Path file, DirectoryLock lock, long walBytes) {
    this.file = file;
    this.lock = lock;
    this.walBytes = walBytes;
  }

  /** Makes the directory and the database if they are missing. */
  static SqliteDatabase open(Path directory) {
    return open(directory, WAL_BYTES);
  }

  /**
   * @param walBytes what the write-ahead log may grow to before the writer waits for reads to end,
   *     so that it can start the log anew
   */
  static SqliteDatabase open(Path directory, long walBytes) {
    try {
      PrivateFiles.createDirectory(directory);
      DirectoryLock lock = DirectoryLock.take(directory);
      try {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
          SqliteTemplate.copyTo(file);
        }
        return new SqliteDatabase(file, lock, walBytes);
      } catch (IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL, "cannot open the store in " + directory + ": " + e, e);
    }
  }

  @Override
  public Connection connectWriter() throws SQLException {
    Properties pragmas = new Properties();
    // With a write-ahead log: every commit is on disk before it returns.
    pragmas.setProperty("synchronous", "FULL");
    pragmas.setProperty("journal_size_limit", Long.toString(walBytes));
    Connection connection = connect(file, pragmas);
    try {
      SqliteCheck.check(connection);
      int version = Schema.version(connection);
      if (version < Schema.VERSION) {
        migrate(file);
      }
      Schema.refuseNewer(version, name());
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection connectReader() throws SQLException {
    return connectReader(file);
  }

  /** Reads beside whoever writes the database: another process too. */
  static Connection connectReader(Path file) throws SQLException {
    Properties pragmas = new Properties();
    pragmas.setProperty("query_only", "true");
    Connection connection = connect(file, pragmas);
    connection.setAutoCommit(false);
    return connection;
  }

  private static Connection connect(Path file, Properties pragmas) throws SQLException {
    pragmas.setProperty("journal_mode", "WAL");
    pragmas.setProperty("busy_timeout", "5000");
    return SqliteDriver.connect(file, pragmas);
  }

  static void migrate(Path file) throws SQLException {
    Migrations.run(SqliteDatabase.class.getClassLoader(), DIALECT, "jdbc:sqlite:" + file, "", "");
  }

  /**
   * SQLite starts its log anew when no read needs it; under reads that overlap without end that
   * never comes by itself.
   */
  @Override
  public void afterCommit(Connection connection) throws SQLException {
    commits++;
    if (commits % COMMITS_BETWEEN_LOOKS != 0 || walSize() <= walBytes) {
      return;
    }
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    connection.setAutoCommit(false);
  }

  private long walSize() {
    return file.resolveSibling(FILE + "-wal").toFile().length();
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void backup(Path target) {
    SqliteBackup.write(this, target);
  }

  @Override
  public ServingException failure(String doing, Exception cause) {
    String hint = "";
    if (cause instanceof SQLiteException sqlite) {
      hint =
          switch (sqlite.getResultCode()) {
            case SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_CORRUPT_SEQUENCE, SQLITE_NOTADB ->
                "; " + SqliteCheck.WHAT_TO_DO;
            case SQLITE_FULL -> "; make room on its disk";
            default -> "";
          };
    }
    return new ServingException(
        ErrorCode.INTERNAL,
        "cannot " + doing + " " + file + ": " + cause.getMessage() + hint,
        cause);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("cannot unlock {}: {}", file, e.toString());
    }
  }
}
