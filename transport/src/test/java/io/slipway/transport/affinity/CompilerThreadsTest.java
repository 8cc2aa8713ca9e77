// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CompilerThreadsTest {
  /** One more than usual is enough to be seen, and costs the tests after this one nothing. */
  @Test
  void compilersAloneGiveWay() throws Exception {
    int before = nice(Path.of("/proc/thread-self"));

    int changed = CompilerThreads.giveWay(before + 1);

    assertThat(changed).isPositive();
    assertThat(niceOf("C1 ")).hasSizeBetween(1, changed).containsOnly(before + 1);
    assertThat(niceOf("C2 ")).hasSizeBetween(1, changed).containsOnly(before + 1);
    assertThat(nice(Path.of("/proc/thread-self"))).isEqualTo(before);
  }

  private static List<Integer> niceOf(String prefix) throws IOException {
    List<Integer> found = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).startsWith(prefix)) {
          found.add(nice(thread));
        }
      }
    }
    return found;
  }

  /** The 19th figure of a thread's {@code stat}, whose second, in brackets, is the name. */
  private static int nice(Path thread) throws IOException {
    String stat = Files.readString(thread.resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
  }
}
