// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods that were removed while there was no agent: what is left of them goes, of each by itself,
 * and is tried again until it has gone. Thread-safe; nothing here blocks who calls.
 */
final class LeftPods implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeftPods.class);

  /** Ends what runs of a Pod, and removes its directory. */
  interface Removal {
    void remove(Path pod) throws IOException;
  }

  private final Removal removal;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param pause until it is tried again
   */
  LeftPods(Removal removal, Duration pause) {
    this.removal = removal;
    this.pause = pause;
  }

  /**
   * @param directory has one for each Pod
   * @param known the uids of those that there are; others may come while the rest is removed
   */
  void sweep(Path directory, Set<String> known) throws IOException {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> pods = Files.newDirectoryStream(directory)) {
      for (Path pod : pods) {
        if (!known.contains(String.valueOf(pod.getFileName()))) {
          left.add(pod);
        }
      }
    }
    if (!left.isEmpty()) {
      Thread.ofVirtual().name("pods-left").start(() -> run(left));
    }
  }

  private void run(List<Path> left) {
    try {
      do {
        left.removeIf(this::isRemoved);
      } while (!left.isEmpty() && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isRemoved(Path pod) {
    try {
      removal.remove(pod);
      return true;
    } catch (IOException | RuntimeException e) {
      log.warn("what is left of a Pod that is gone cannot be removed yet: {}", pod, e);
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
