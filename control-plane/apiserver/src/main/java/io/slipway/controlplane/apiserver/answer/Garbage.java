// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.store.Key;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from deletions, done on a thread of its own: objects go after their owners, or
 * before them if that was asked for, and a namespace goes when nothing is in it any more. What is
 * to be looked at is noted down once, so that no more waits than there is. At the start everything
 * is looked at: the process may have ended between a deletion and what follows from it.
 */
final class Garbage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Garbage.class);
  private static final long AGAIN_MILLIS = 1000;
  private static final int MOST_DOUBLINGS = 6;
  private static final String METADATA = "metadata";

  private final Collector collector;
  private final Thread thread;
  private final Map<Key, Failed> failed = new LinkedHashMap<>();
  private Notes notes = new Notes();
  private boolean closed;

  /** An object that could not be looked after, so often, and when it is its turn again. */
  private record Failed(int times, long dueNanos) {}

  /** What is to be looked at: single objects, and those with these uids among their owners. */
  private static final class Notes {
    private final Set<Key> objects = new LinkedHashSet<>();
    private final Set<String> owners = new LinkedHashSet<>();
    private boolean everything;

    boolean isEmpty() {
      return objects.isEmpty() && owners.isEmpty() && !everything;
    }
  }

  Garbage(Collector collector) {
    this.collector = collector;
    this.thread = Thread.ofVirtual().name("garbage").unstarted(this::run);
  }

  void start() {
    synchronized (this) {
      notes.everything = true;
    }
    thread.start();
  }

  /** A write was accepted. */
  synchronized void written(ServedKind kind, ObjectNode object, boolean removed) {
    JsonNode metadata = object.path(METADATA);
    JsonNode owners = metadata.path("ownerReferences");
    if (removed) {
      notes.owners.add(metadata.path("uid").asText());
      for (JsonNode owner : owners) {
        Key key = collector.owner(owner, metadata.path("namespace").asText(""));
        if (key != null) {
          notes.objects.add(key);
        }
      }
      String namespace = metadata.path("namespace").asText("");
      if (!namespace.isEmpty()) {
        notes.objects.add(new Key(Collector.NAMESPACES, "", namespace));
      }
      if (!kind.builtin()) {
        GroupResource resource = kind.resource().resource();
        String definition = resource.resource() + '.' + resource.group();
        notes.objects.add(new Key(Collector.DEFINITIONS, "", definition));
      }
      notifyAll();
    } else if (!owners.isEmpty() || metadata.hasNonNull("deletionTimestamp")) {
      notes.objects.add(GarbageWrites.key(kind, metadata));
      notifyAll();
    }
  }

  private void run() {
    try {
      Notes work = take();
      while (work != null) {
        collect(work);
        work = take();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for something to do; null at the end. */
  private synchronized @Nullable Notes take() throws InterruptedException {
    noteWhatIsDue();
    while (!closed && notes.isEmpty()) {
      if (failed.isEmpty()) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, nanosUntilDue());
        noteWhatIsDue();
      }
    }
    Notes taken = notes;
    notes = new Notes();
    return closed ? null : taken;
  }

  private void noteWhatIsDue() {
    long now = System.nanoTime();
    failed.forEach((key, failure) -> {
      if (failure.dueNanos - now <= 0) {
        notes.objects.add(key);
      }
    });
  }

  private long nanosUntilDue() {
    long now = System.nanoTime();
    long least = Long.MAX_VALUE;
    for (Failed failure : failed.values()) {
      least = Math.min(least, failure.dueNanos - now);
    }
    return Math.max(1, least);
  }

  private void collect(Notes work) throws InterruptedException {
    try {
      if (work.everything) {
        work.objects.addAll(collector.suspects());
      }
      for (String owner : work.owners) {
        work.objects.addAll(collector.dependents(owner));
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        if (!closed) {
          log.warn("collecting garbage failed and is tried again: {}", e.toString());
          notes.everything = true;
          TimeUnit.MILLISECONDS.timedWait(this, AGAIN_MILLIS);
        }
      }
    }
    for (Key key : work.objects) {
      look(key);
    }
  }

  /** An object that cannot be looked after is tried again, later and later; others go on. */
  private void look(Key key) {
    RuntimeException failure = null;
    try {
      collector.look(key);
    } catch (RuntimeException e) {
      failure = e;
    }
    synchronized (this) {
      Failed before = failed.remove(key);
      if (failure != null && !closed) {
        int times = before == null ? 0 : Math.min(before.times + 1, MOST_DOUBLINGS);
        long delay = TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS << times);
        failed.put(key, new Failed(times, System.nanoTime() + delay));
        log.warn("collecting {} failed and is tried again: {}", key, failure.toString());
      }
    }
  }

  /** Waits a while for what is being done. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(AGAIN_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
