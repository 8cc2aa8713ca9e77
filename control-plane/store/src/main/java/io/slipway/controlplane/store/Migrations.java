// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Makes and changes the tables. The only class that needs Flyway, which is large: it is loaded when
 * a migration is due, not at a usual start.
 */
final class Migrations {
  private Migrations() {}

  /**
   * @param drivers knows the database's driver
   * @param dialect the folder with the migrations
   */
  static void run(ClassLoader drivers, String dialect, String url, String user, String password)
      throws SQLException {
    try {
      Flyway.configure(drivers)
          .dataSource(url, user, password)
          .locations("classpath:io/slipway/controlplane/store/migration/" + dialect)
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new SQLException("its tables cannot be brought up to date: " + e.getMessage(), e);
    }
  }
}
