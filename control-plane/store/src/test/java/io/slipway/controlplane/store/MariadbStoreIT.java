// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class MariadbStoreIT extends ServerStoreContract {
  private static ServerProcess server;

  @BeforeAll
  static void startServer() throws Exception {
    server = ServerProcess.mariadb();
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
    return "root";
  }

  @Override
  void breakConnections(Statement statement, String database) throws SQLException {
    List<Long> sessions = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT id FROM information_schema.processlist WHERE db = '" + database + "'")) {
      while (row.next()) {
        sessions.add(row.getLong(1));
      }
    }
    for (long session : sessions) {
      statement.execute("KILL " + session);
    }
  }
}
