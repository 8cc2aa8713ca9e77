// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where events go. */
public sealed interface Destination {
  /** A collector of CloudEvents over {@code http} or {@code https}. */
  record Collector(URI url) implements Destination {}

  /**
   * A file of JSON Lines, each an event in CloudEvents' JSON format.
   *
   * @param path two destinations of one file have equal ones, for a file has one writer
   */
  record File(Path path) implements Destination {}

  /** As logs and messages name it, without credentials. */
  default String shown() {
    return switch (this) {
      case Collector(URI url) -> url.getScheme() + "://" + hostAndPort(url) + url.getPath();
      case File(Path path) -> path.toString();
    };
  }

  private static String hostAndPort(URI url) {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }

  /**
   * {@code http://...}, {@code https://...}, {@code file:///...}, or a path. A path becomes an
   * absolute one, without {@code .} and {@code ..}, however it is spelled.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Destination parse(String text) {
    int colon = text.indexOf("://");
    if (colon < 0) {
      if (text.isBlank()) {
        throw wrong(text);
      }
      return file(Path.of(text));
    }
    try {
      URI uri = new URI(text);
      return switch (String.valueOf(uri.getScheme())) {
        case "http", "https" -> {
          if (uri.getHost() == null) {
            throw wrong(text);
          }
          yield new Collector(uri);
        }
        case "file" -> file(Path.of(uri));
        default -> throw wrong(text);
      };
    } catch (URISyntaxException | IllegalArgumentException _) {
      throw wrong(text);
    }
  }

  private static File file(Path path) {
    return new File(path.toAbsolutePath().normalize());
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' (expected: http://HOST/PATH, https://HOST/PATH, file:///PATH or a path)");
  }
}
