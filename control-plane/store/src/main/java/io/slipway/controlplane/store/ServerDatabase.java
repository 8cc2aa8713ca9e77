// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database on a server. The writer's connection holds a lock of the server, so that one process
 * owns it; if the connection breaks, another process may take the lock, which the epoch tells.
 */
final class ServerDatabase implements Database {
  private static final Logger log = LoggerFactory.getLogger(ServerDatabase.class);

  /**
   * A server learns of the end of a process a little after it: a lock that is held longer than this
   * belongs to one that runs.
   */
  private static final Duration PARTING = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(50);

  private final StoreServer server;
  private final ServerKind kind;
  private final Driver driver;

  private ServerDatabase(StoreServer server, ServerKind kind, Driver driver) {
    this.server = server;
    this.kind = kind;
    this.driver = driver;
  }

  static ServerDatabase of(StoreServer server) {
    ServerKind kind = ServerKind.of(server);
    return new ServerDatabase(server, kind, ServerDrivers.find(server, kind));
  }

  @Override
  public Connection connectWriter() throws SQLException {
    Connection connection = connect();
    try {
      lock(connection);
      if (!Schema.exists(connection) || Schema.version(connection) < Schema.VERSION) {
        Migrations.run(
            driver.getClass().getClassLoader(),
            kind.dialect(),
            server.url(),
            server.user(),
            server.password());
      }
      Schema.refuseNewer(Schema.version(connection), name());
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection connectReader() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password());
    properties.setProperty("connectTimeout", kind.connectTimeout());
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = driver.connect(server.url(), properties);
    if (connection == null) {
      throw new SQLException("its driver does not take the URL");
    }
    return connection;
  }

  private void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!locks(statement)) {
        throw new ServingException(
            ErrorCode.CONFLICT,
            name()
                + " is in use by another process, session "
                + number(statement, kind.holderSql())
                + " of the server (expected: one process for a database)");
      }
      if (number(statement, kind.durableSql()) != 1) {
        log.warn("{} does not write to disk at each commit: a crash of it may lose writes", name());
      }
    }
  }

  private boolean locks(Statement statement) throws SQLException {
    long end = System.nanoTime() + PARTING.toNanos();
    while (number(statement, kind.lockSql()) != 1) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void afterCommit(Connection writer) {
    // A server looks after its log itself.
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public void backup(Path file) {
    throw new ServingException(
        ErrorCode.NOT_IMPLEMENTED,
        name() + " is backed up by the tools of its server (pg_dump, mariadb-dump, mysqldump)");
  }

  @Override
  public ServingException failure(String doing, Exception cause) {
    return new ServingException(
        ErrorCode.INTERNAL, "cannot " + doing + " " + name() + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    // The lock goes with the writer's connection.
  }
}
