// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteException;

/** One SQLite file in a directory that this process has locked. */
final class SqliteDatabase implements Database {
  static final String FILE = "slipway.db";
  private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);
  static final String DIALECT = "sqlite";

  /** A write-ahead log that a long read has let grow is cut down to this again. */
  private static final String WAL_BYTES = "67108864";

  private final Path file;
  private final DirectoryLock lock;

  private SqliteDatabase(Path file, DirectoryLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Makes the directory and the database if they are missing. */
  static SqliteDatabase open(Path directory) {
    try {
      Files.createDirectories(directory);
      DirectoryLock lock = DirectoryLock.take(directory);
      try {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
          SqliteTemplate.copyTo(directory, FILE);
        }
        return new SqliteDatabase(file, lock);
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
    pragmas.setProperty("journal_size_limit", WAL_BYTES);
    Connection connection = connect(pragmas);
    try {
      SqliteCheck.check(connection);
      int version = Schema.version(connection);
      if (version < Schema.VERSION) {
        Migrations.run(SqliteDatabase.class.getClassLoader(), DIALECT, url(), "", "");
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
    Properties pragmas = new Properties();
    pragmas.setProperty("query_only", "true");
    Connection connection = connect(pragmas);
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection connect(Properties pragmas) throws SQLException {
    pragmas.setProperty("journal_mode", "WAL");
    pragmas.setProperty("busy_timeout", "5000");
    return JDBC.createConnection(url(), pragmas);
  }

  private String url() {
    return "jdbc:sqlite:" + file;
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
