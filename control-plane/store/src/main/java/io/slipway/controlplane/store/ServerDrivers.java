// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;

/** Finds a JDBC driver: on the class path, else in jars that the user has put into a directory. */
final class ServerDrivers {
  private ServerDrivers() {}

  /**
   * @throws ServingException INVALID_ARGUMENT if there is none; it says what to do
   */
  static Driver find(StoreServer server, ServerKind kind) {
    try {
      return load(kind, jars(server.drivers()));
    } catch (ClassNotFoundException e) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          server.name()
              + " needs "
              + kind.driverName()
              + ", which is not part of Slipway (expected: its jar in "
              + server.drivers()
              + ")",
          e);
    } catch (ReflectiveOperationException | IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL, "cannot load " + kind.driverName() + ": " + e, e);
    }
  }

  private static Driver load(ServerKind kind, URL[] jars) throws ReflectiveOperationException {
    ClassLoader ours = ServerDrivers.class.getClassLoader();
    // Never closed: the driver loads classes as long as it is used, which is to the end.
    @SuppressWarnings("resource")
    ClassLoader loader = jars.length == 0 ? ours : new URLClassLoader(jars, ours);
    return loader.loadClass(kind.driver()).asSubclass(Driver.class).getConstructor().newInstance();
  }

  private static URL[] jars(Path directory) throws IOException {
    List<URL> jars = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
        for (Path file : files) {
          jars.add(file.toUri().toURL());
        }
      }
    }
    return jars.toArray(URL[]::new);
  }
}
