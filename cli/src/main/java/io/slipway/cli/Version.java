// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Slipway's version, written into the jar by the build. */
public final class Version {
  private static final String CURRENT = read();

  private Version() {}

  public static String current() {
    return CURRENT;
  }

  /** From the jar's manifest, which the AOT cache has; from the file where there is no jar. */
  private static String read() {
    String packaged = Version.class.getPackage().getImplementationVersion();
    return packaged == null ? readFile() : packaged;
  }

  private static String readFile() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(Objects.requireNonNull(in, "version.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
