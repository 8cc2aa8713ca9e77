// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftPodsTest {
  @TempDir Path directory;
  private final List<String> removed = new CopyOnWriteArrayList<>();
  private final AtomicInteger faults = new AtomicInteger(3);

  private void remove(Path pod) throws IOException {
    if (pod.endsWith("b") && faults.getAndDecrement() > 0) {
      throw new IOException("a file of " + pod + " is busy");
    }
    removed.add(pod.getFileName().toString());
  }

  @Test
  void onePodThatStaysKeepsNoOtherAndIsTriedAgain() throws IOException {
    for (String pod : List.of("a", "b", "c", "known")) {
      Files.createDirectory(directory.resolve(pod));
    }
    try (LeftPods left = new LeftPods(this::remove, Duration.ofMillis(1))) {
      left.sweep(directory, Set.of("known"));

      await().until(() -> removed.size() == 3);
      assertThat(removed).containsExactlyInAnyOrder("a", "b", "c").last().isEqualTo("b");
    }
  }
}
