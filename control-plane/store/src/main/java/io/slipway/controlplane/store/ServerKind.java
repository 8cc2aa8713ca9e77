// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;

/** What differs between database servers. */
enum ServerKind {
  POSTGRESQL(
      "jdbc:postgresql:",
      "org.postgresql.Driver",
      "PostgreSQL's JDBC driver",
      "postgresql",
      "SELECT CASE WHEN pg_try_advisory_lock(1399613808) THEN 1 ELSE 0 END",
      "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 1399613808 AND database ="
          + " (SELECT oid FROM pg_database WHERE datname = current_database())",
      "SELECT CASE WHEN current_setting('fsync') = 'on' AND"
          + " current_setting('synchronous_commit') <> 'off' THEN 1 ELSE 0 END",
      "10"),
  MARIADB(
      "jdbc:mariadb:",
      "org.mariadb.jdbc.Driver",
      "MariaDB Connector/J",
      "mysql",
      Names.LOCK,
      Names.HOLDER,
      Names.DURABLE,
      "10000"),
  MYSQL(
      "jdbc:mysql:",
      "com.mysql.cj.jdbc.Driver",
      "MySQL Connector/J",
      "mysql",
      Names.LOCK,
      Names.HOLDER,
      Names.DURABLE,
      "10000");

  private final String prefix;
  private final String driver;
  private final String driverName;
  private final String dialect;
  private final String lockSql;
  private final String holderSql;
  private final String durableSql;
  private final String connectTimeout;

  ServerKind(
      String prefix,
      String driver,
      String driverName,
      String dialect,
      String lockSql,
      String holderSql,
      String durableSql,
      String connectTimeout) {
    this.prefix = prefix;
    this.driver = driver;
    this.driverName = driverName;
    this.dialect = dialect;
    this.lockSql = lockSql;
    this.holderSql = holderSql;
    this.durableSql = durableSql;
    this.connectTimeout = connectTimeout;
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if it is the URL of none
   */
  static ServerKind of(StoreServer server) {
    for (ServerKind kind : values()) {
      if (server.url().startsWith(kind.prefix)) {
        return kind;
      }
    }
    throw ServingException.invalid(
        "database "
            + server.name()
            + " (expected: an URL that begins with jdbc:postgresql:, jdbc:mariadb: or"
            + " jdbc:mysql:)");
  }

  String driver() {
    return driver;
  }

  String driverName() {
    return driverName;
  }

  /** The folder of the migrations. */
  String dialect() {
    return dialect;
  }

  /** Takes, for this connection, the lock that says who owns the database: 1 if it is taken. */
  String lockSql() {
    return lockSql;
  }

  /** The number of the session that has the lock. */
  String holderSql() {
    return holderSql;
  }

  /** 1 if a commit is on the server's disk when it returns. */
  String durableSql() {
    return durableSql;
  }

  /** Ten seconds, in the driver's unit. */
  String connectTimeout() {
    return connectTimeout;
  }

  private static final class Names {
    // The names of locks are shared by all databases of a server, and short.
    private static final String NAME = "(CONCAT('slipway-', SHA1(DATABASE()))";
    private static final String LOCK = "SELECT GET_LOCK" + NAME + ", 0)";
    private static final String HOLDER = "SELECT IS_USED_LOCK" + NAME + ")";
    private static final String DURABLE = "SELECT @@innodb_flush_log_at_trx_commit";
  }
}
