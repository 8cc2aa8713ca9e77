// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.pod.PodSink;
import io.slipway.controlplane.client.KubeObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Pods that had ended before the agent began, and have no worker: what still runs of them is ended,
 * for it may be that others called them ended; when they are deleted, what is left of them goes,
 * and then their objects. Thread-safe; nothing here blocks who calls.
 */
final class EndedPods implements AutoCloseable {
  private final PodSink sink;
  private final Consumer<KubeObject> end;
  private final Consumer<KubeObject> removal;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** The uids of those that are just being deleted. */
  private final Set<String> going = ConcurrentHashMap.newKeySet();

  /** The uids of those of which nothing runs any more. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /**
   * @param end ends what still runs of a Pod on this machine
   * @param removal removes what is left of a Pod on this machine
   * @param pause until the API is told again, where it did not answer
   */
  EndedPods(PodSink sink, Consumer<KubeObject> end, Consumer<KubeObject> removal, Duration pause) {
    this.sink = sink;
    this.end = end;
    this.removal = removal;
    this.pause = pause;
  }

  /** It is final, and has no worker. */
  void found(KubeObject pod) {
    if (seen.add(pod.uid())) {
      Thread.ofVirtual().name("ended-" + pod.key()).start(() -> end.accept(pod));
    }
  }

  /** Its object is to go, and waits for this. */
  void delete(KubeObject pod) {
    if (going.add(pod.uid())) {
      Thread.ofVirtual().name("gone-" + pod.key()).start(() -> run(pod));
    }
  }

  /** Its object is gone. */
  void deleted(KubeObject last) {
    seen.remove(last.uid());
    if (!going.remove(last.uid())) {
      Thread.ofVirtual().name("removed-" + last.key()).start(() -> removal.accept(last));
    }
  }

  private void run(KubeObject pod) {
    try {
      removal.accept(pod);
      while (!sink.gone(pod) && going.contains(pod.uid())) {
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return; // the next agent finds it
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      going.remove(pod.uid());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
