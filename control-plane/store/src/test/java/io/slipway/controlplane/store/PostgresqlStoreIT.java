// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class PostgresqlStoreIT extends ServerStoreContract {
  private static ServerProcess server;

  @BeforeAll
  static void startServer() throws Exception {
    server = ServerProcess.postgresql();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Override
  ServerProcess server() {
    return server;
  }

  @Override
  String user() {
    return "slipway";
  }

  @Override
  void breakConnections(Statement statement, String database) throws SQLException {
    statement.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + database
            + "' AND pid <> pg_backend_pid()");
  }
}
