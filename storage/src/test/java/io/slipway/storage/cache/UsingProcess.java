// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;

/** A process of its own that uses one entry of a cache until it is killed. */
final class UsingProcess implements AutoCloseable {
  private final Process process;

  private UsingProcess(Process process) {
    this.process = process;
  }

  /** Returns when the entry is in use. */
  static UsingProcess start(Path directory, String uri) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                UsingProcess.class.getName(),
                directory.toString(),
                uri)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(UTF_8);
    if (!"used".equals(out.readLine())) {
      throw new AssertionError("the process did not use " + uri);
    }
    return new UsingProcess(process);
  }

  public static void main(String[] arguments) throws Exception {
    ModelCache cache = new ModelCache(Path.of(arguments[0]), Long.MAX_VALUE);
    try (CacheSlot slot = cache.open(arguments[1])) {
      slot.use(slot.current().orElseThrow(), Instant.EPOCH);
    }
    new PrintStream(System.out, true, UTF_8).println("used");
    int _ = System.in.read(); // until this end of the pipe is closed, or it is killed
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
