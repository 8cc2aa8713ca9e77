// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * An empty database, made by the migrations when this module is built: a first start copies a file
 * instead of loading Flyway.
 */
final class SqliteTemplate {
  private static final String RESOURCE = "template.db";

  private SqliteTemplate() {}

  /** Run by the build. The same migrations give the same bytes. */
  public static void main(String[] args) throws IOException, SQLException {
    Path file = Path.of(args[0]);
    Files.deleteIfExists(file);
    String url = "jdbc:sqlite:" + file;
    Migrations.run(SqliteTemplate.class.getClassLoader(), SqliteDatabase.DIALECT, url, "", "");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE flyway_schema_history SET installed_on = '2026-01-01 00:00:00', execution_time ="
              + " 0, installed_by = ''");
      statement.execute("PRAGMA application_id = " + SqliteCheck.APPLICATION_ID);
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("VACUUM");
    }
  }

  /** Puts a copy there, on disk when this returns; the file appears complete or not at all. */
  static void copyTo(Path directory, String name) throws IOException {
    Path temporary = directory.resolve(name + ".new");
    try (InputStream template = SqliteTemplate.class.getResourceAsStream(RESOURCE)) {
      if (template == null) {
        throw new IOException("the resource " + RESOURCE + " is missing from the build");
      }
      Files.copy(template, temporary, StandardCopyOption.REPLACE_EXISTING);
    }
    force(temporary);
    Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    force(directory);
  }

  /** A directory is forced so that the names in it are on disk. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
