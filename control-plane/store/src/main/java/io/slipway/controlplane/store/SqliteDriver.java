// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.deploy.DeployContract;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.util.OSInfo;

/**
 * Connections to SQLite files. Left alone, the driver unpacks its library at each start; the
 * launcher has it unpacked once, in {@link DeployContract#NATIVE_PATH_PROPERTY}.
 */
final class SqliteDriver {
  private static final String LIBRARY = System.mapLibraryName("sqlitejdbc");
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static final String TEMPORARY = "org.sqlite.tmpdir";

  private SqliteDriver() {}

  /**
   * @param pragmas are set before the connection is returned
   */
  static Connection connect(Path file, Properties pragmas) throws SQLException {
    Path unpacked = unpacked(LIBRARY);
    if (unpacked != null && System.getProperty(PATH) == null) {
      String directory = unpacked.resolveSibling(".").normalize().toString();
      System.setProperty(PATH, directory);
      System.setProperty(NAME, LIBRARY);
      // it looks for what earlier processes have left there: no file of ours, and few at all
      System.setProperty(TEMPORARY, directory);
    }
    return JDBC.createConnection("jdbc:sqlite:" + file, pragmas);
  }

  /** A file that the launcher has unpacked; null if it has not. */
  static @Nullable Path unpacked(String name) {
    String directory = System.getProperty(DeployContract.NATIVE_PATH_PROPERTY);
    if (directory == null) {
      return null;
    }
    Path file = Path.of(directory, name);
    return Files.isRegularFile(file) ? file : null;
  }

  /** Puts the library of this platform into a directory. */
  static void unpack(Path directory) throws IOException {
    String resource =
        "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + LIBRARY;
    try (InputStream library = JDBC.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new FileNotFoundException("SQLite has no library for this platform: " + resource);
      }
      Path temporary = directory.resolve(LIBRARY + ".new");
      Files.copy(library, temporary, StandardCopyOption.REPLACE_EXISTING);
      PrivateFiles.publish(temporary, directory.resolve(LIBRARY));
    }
  }
}
