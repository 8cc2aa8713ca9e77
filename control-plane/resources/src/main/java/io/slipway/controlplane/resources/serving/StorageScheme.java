// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.util.List;
import java.util.Locale;

/** The scheme of a {@code storageUri}: none for a path. */
final class StorageScheme {
  /** What KServe's storage initialiser knows. */
  static final List<String> KNOWN =
      List.of(
          "gs",
          "s3",
          "pvc",
          "file",
          "https",
          "http",
          "hdfs",
          "webhdfs",
          "oci",
          "oci+native",
          "oci+fetch",
          "hf");

  /** What this home fetches. */
  static final List<String> FETCHED = List.of("file", "http", "https");

  private StorageScheme() {}

  /** The scheme in lower case; empty if the text is a path. */
  static String of(String uri) {
    int end = uri.indexOf("://");
    return end < 0 ? "" : uri.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /** What follows {@code scheme://}; the whole text if it is a path. */
  static String rest(String uri) {
    int end = uri.indexOf("://");
    return end < 0 ? uri : uri.substring(end + 3);
  }
}
