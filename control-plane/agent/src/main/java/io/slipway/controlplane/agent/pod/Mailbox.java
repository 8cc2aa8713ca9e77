// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a Pod's thread has yet to be told, in the order of the latest news. A message takes the
 * place of an older one of its kind, of the same run: so however much is told while the thread is
 * busy, there are never more than a few for each run. Thread-safe.
 */
final class Mailbox {
  private record Kind(Class<?> type, String container, int run) {
    static Kind of(Message message) {
      return message instanceof Message.OfRun ofRun
          ? new Kind(message.getClass(), ofRun.container(), ofRun.run())
          : new Kind(message.getClass(), "", 0);
    }
  }

  private final SequencedMap<Kind, Message> messages = new LinkedHashMap<>();

  synchronized void put(Message message) {
    messages.putLast(Kind.of(message), message);
    notifyAll();
  }

  /** The next one, which is waited for; null if none has come. */
  synchronized @Nullable Message poll(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (messages.isEmpty() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    Map.Entry<Kind, Message> first = messages.pollFirstEntry();
    return first == null ? null : first.getValue();
  }

  synchronized int size() {
    return messages.size();
  }
}
