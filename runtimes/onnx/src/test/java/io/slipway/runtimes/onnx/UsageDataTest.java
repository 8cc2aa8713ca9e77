// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.testing.CountingAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** ONNX Runtime keeps what it collects in a database and logs to a file named after the process. */
@EnabledOnOs(OS.LINUX)
class UsageDataTest {
  @Test
  void collectsNone() throws IOException {
    try (LoadedModel _ = TestModels.load("add_sub", new CountingAllocator())) {
      assertThat(openFiles()).noneMatch(file -> file.endsWith("onnxruntime.db"));
      assertThat(logOfThisProcess()).isFalse();
    }
  }

  /** Process ids come again: an older file of the name is another process's. */
  private static boolean logOfThisProcess() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Path log = Path.of("/tmp", "mat-debug-" + self.pid() + ".log");
    return Files.exists(log)
        && !Files.getLastModifiedTime(log)
            .toInstant()
            .isBefore(self.info().startInstant().orElseThrow());
  }

  private static List<String> openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(Files::exists).map(UsageDataTest::target).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // Closed meanwhile, as that of the listing itself.
      return "";
    }
  }
}
