// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.file;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds models on this machine and uses them where they are. */
public final class FileFetcher {
  private static final String SCHEME = "file:";

  private FileFetcher() {}

  public static boolean handles(String storageUri) {
    return storageUri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || !storageUri.contains("://");
  }

  /**
   * The file or directory that {@code storageUri} names: {@code file:///absolute}, {@code
   * file://relative}, which upstream reads so too, or a plain path. A relative path starts at
   * {@code baseDirectory}. A name in a URI is taken as it is written, and percent-decoded if there
   * is no such file.
   *
   * @throws ServingException NOT_FOUND with the absolute path
   */
  public static Path find(String storageUri, Path baseDirectory) {
    boolean uri = storageUri.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String name = uri ? path(storageUri.substring(SCHEME.length())) : storageUri;
    Path path = resolve(storageUri, name, baseDirectory);
    if (uri && name.indexOf('%') >= 0 && !Files.exists(path)) {
      path = resolve(storageUri, decode(storageUri, name), baseDirectory);
    }
    if (!Files.exists(path)) {
      throw new ServingException(
          ErrorCode.NOT_FOUND,
          path.toString().equals(storageUri)
              ? path + " does not exist"
              : "%s does not exist (storageUri '%s')".formatted(path, storageUri));
    }
    return path;
  }

  private static String path(String afterScheme) {
    String path = afterScheme.startsWith("//") ? afterScheme.substring(2) : afterScheme;
    return path.startsWith("localhost/") ? path.substring("localhost".length()) : path;
  }

  private static Path resolve(String storageUri, String name, Path baseDirectory) {
    try {
      return baseDirectory.resolve(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw ServingException.invalid(
          "storageUri '%s' is no path: %s".formatted(storageUri, e.getReason()));
    }
  }

  private static String decode(String storageUri, String name) {
    try {
      // URLDecoder is for forms, where a plus is a space.
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(
          "storageUri '%s' is no URI: %s".formatted(storageUri, e.getMessage()));
    }
  }
}
