// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * An empty database, made by the migrations when this module is built: a first start copies a file
 * instead of loading Flyway.
 */
final class SqliteTemplate {
  private static final String RESOURCE = "template.db";

  /** What it is called where the launcher has it unpacked, so that no jar is opened for it. */
  private static final String UNPACKED = "slipway-store-template.db";

  private SqliteTemplate() {}

  /** Run by the build. The same migrations give the same bytes. */
  public static void main(String[] args) throws IOException, SQLException {
    Path file = Path.of(args[0]);
    Files.deleteIfExists(file);
    SqliteDatabase.migrate(file);
    try (Connection connection = SqliteDriver.connect(file, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE flyway_schema_history SET installed_on = '2026-01-01 00:00:00', execution_time ="
              + " 0, installed_by = ''");
      statement.execute("PRAGMA application_id = " + SqliteCheck.APPLICATION_ID);
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("VACUUM");
    }
  }

  /** Makes a database of it; the file appears complete or not at all. */
  static void copyTo(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    ByteBuffer content = ByteBuffer.wrap(content());
    try (FileChannel channel = PrivateFiles.create(temporary)) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
    }
    PrivateFiles.publish(temporary, file);
  }

  static void unpack(Path directory) throws IOException {
    Path temporary = directory.resolve(UNPACKED + ".new");
    Files.write(temporary, packed());
    PrivateFiles.publish(temporary, directory.resolve(UNPACKED));
  }

  private static byte[] content() throws IOException {
    Path unpacked = SqliteDriver.unpacked(UNPACKED);
    return unpacked == null ? packed() : Files.readAllBytes(unpacked);
  }

  private static byte[] packed() throws IOException {
    try (InputStream template = SqliteTemplate.class.getResourceAsStream(RESOURCE)) {
      if (template == null) {
        throw new FileNotFoundException(RESOURCE + " is missing from the build");
      }
      return template.readAllBytes();
    }
  }
}
