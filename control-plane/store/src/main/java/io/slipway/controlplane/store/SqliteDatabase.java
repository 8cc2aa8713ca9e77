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

/** One SQLite file in a directory that this process has locked. */
final class SqliteDatabase implements Database {
  static final String FILE = "slipway.db";
  private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);

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
      Path file = directory.resolve(FILE);
      SqliteDatabase database = new SqliteDatabase(file, DirectoryLock.take(directory));
      if (!Files.exists(file)) {
        SqliteTemplate.copyTo(directory, FILE);
      }
      return database;
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL, "cannot open the store in " + directory + ": " + e, e);
    }
  }

  @Override
  public Connection connectWriter() throws SQLException {
    Connection connection = connect(false);
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public Connection connectReader() throws SQLException {
    Connection connection = connect(true);
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection connect(boolean reader) throws SQLException {
    Properties pragmas = new Properties();
    pragmas.setProperty("journal_mode", "WAL");
    pragmas.setProperty("busy_timeout", "5000");
    if (reader) {
      pragmas.setProperty("query_only", "true");
    } else {
      // With WAL: every commit is on disk before it returns, not only safe from corruption.
      pragmas.setProperty("synchronous", "FULL");
      pragmas.setProperty("journal_size_limit", "67108864");
    }
    return JDBC.createConnection("jdbc:sqlite:" + file, pragmas);
  }

  @Override
  public ServingException failure(String doing, Exception cause) {
    return new ServingException(
        ErrorCode.INTERNAL, "cannot " + doing + " " + file + ": " + cause.getMessage(), cause);
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
