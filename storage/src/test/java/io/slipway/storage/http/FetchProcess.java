// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import io.slipway.storage.ModelStore;
import io.slipway.storage.StorageConfig;
import io.slipway.storage.fetch.FetchObserver;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process of its own that fetches one model and prints where it is. */
final class FetchProcess {
  private FetchProcess() {}

  static Process start(URI uri, Path cacheDirectory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FetchProcess.class.getName(),
            uri.toString(),
            cacheDirectory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (ModelStore store = ModelStore.open(StorageConfig.defaults(Path.of(arguments[1])))) {
      out.println(store.fetch(arguments[0], Path.of("."), FetchObserver.NONE));
    }
  }
}
