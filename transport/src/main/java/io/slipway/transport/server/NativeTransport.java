// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Netty's native library for epoll. Netty unpacks it from its archive into a new temporary file at
 * every start, unless it is in {@code java.library.path}.
 */
public final class NativeTransport {
  private static final String RESOURCES = "META-INF/native/";

  private NativeTransport() {}

  /**
   * Unpacks the library of this platform, for later starts; does nothing if there is none.
   *
   * @param directory made if it is missing
   */
  public static void unpack(Path directory) throws IOException {
    String name = fileName();
    try (InputStream library =
        NativeTransport.class.getClassLoader().getResourceAsStream(RESOURCES + name)) {
      if (library != null) {
        Files.createDirectories(directory);
        Files.copy(library, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String fileName() {
    return System.mapLibraryName(
        "netty_transport_native_epoll_" + architecture(System.getProperty("os.arch")));
  }

  /** As Netty names it. */
  private static String architecture(String osArch) {
    return "amd64".equals(osArch) ? "x86_64" : "aarch64".equals(osArch) ? "aarch_64" : osArch;
  }
}
