// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows the objects of one kind, without their {@code managedFields}: lists them, watches what
 * comes after, and does so again when the watch ends or its revision is gone. A virtual thread does
 * it and calls the listener; {@link #objects} may be read by any thread.
 */
public final class Following implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Following.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** Hears what happens; one call at a time. What it throws is logged, and the next one comes. */
  public interface Listener {
    /** It is new or has changed; also called for what a repeated list shows as it was before. */
    void changed(KubeObject object);

    /**
     * @param last as it was last seen
     */
    void deleted(KubeObject last);

    /** The listener has now heard of all objects that there are. */
    default void listed() {}
  }

  private final KubeApi api;
  private final Resource resource;
  private final String namespace;
  private final Selector selector;
  private final Listener listener;
  private final Map<String, KubeObject> objects = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Thread thread;
  private Duration pause = SHORTEST_PAUSE;

  /**
   * @param namespace empty for all
   * @param selector of labels, or empty
   */
  public Following(
      KubeApi api, Resource resource, String namespace, String selector, Listener listener) {
    this(api, resource, namespace, Selector.ofLabels(selector), listener);
  }

  /**
   * @param namespace empty for all
   */
  public Following(
      KubeApi api, Resource resource, String namespace, Selector selector, Listener listener) {
    this.api = api;
    this.resource = resource;
    this.namespace = namespace;
    this.selector = selector;
    this.listener = listener;
  }

  public void start() {
    thread = Thread.ofVirtual().name("follow-" + resource.plural()).start(this::run);
  }

  /** As they are known now. */
  public Collection<KubeObject> objects() {
    return List.copyOf(objects.values());
  }

  public Optional<KubeObject> object(String namespace, String name) {
    return Optional.ofNullable(objects.get(namespace.isEmpty() ? name : namespace + "/" + name));
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        try {
          watchFrom(list());
        } catch (RuntimeException e) { // also an answer that no API gives: it may be a passing one
          boolean gone = e instanceof KubeException refused && refused.isGone();
          report(e, gone);
          if (!gone && closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void report(RuntimeException e, boolean gone) {
    if (closed.getCount() == 0) {
      return;
    }
    if (e instanceof KubeException) {
      log.atLevel(gone ? Level.DEBUG : Level.WARN)
          .log("{} cannot be followed, trying again: {}", resource.plural(), e.getMessage());
    } else {
      log.error("{} cannot be followed, trying again", resource.plural(), e);
    }
  }

  private String list() {
    KubeList list = api.list(resource, namespace, selector);
    Set<String> present = new HashSet<>();
    for (KubeObject object : list.items()) {
      present.add(object.key());
      replace(object);
    }
    for (KubeObject known : objects()) {
      if (!present.contains(known.key())) {
        remove(known);
      }
    }
    tell(listener::listed);
    return list.resourceVersion();
  }

  private void watchFrom(String revision) throws InterruptedException {
    String from = revision;
    while (closed.getCount() > 0) {
      try (WatchStream watch = api.watch(resource, namespace, selector, from)) {
        for (WatchEvent event = watch.next(); event != null; event = watch.next()) {
          pause = SHORTEST_PAUSE;
          from = event.object().resourceVersion();
          take(event);
        }
      }
      // A server that ends every watch at once must not be asked without a pause.
      if (closed.await(SHORTEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private void take(WatchEvent event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> replace(event.object());
      case DELETED -> {
        objects.putIfAbsent(event.object().key(), event.object());
        remove(event.object());
      }
      case BOOKMARK -> {}
    }
  }

  private void replace(KubeObject object) {
    if (object.metadata().has("managedFields")) {
      object.metadata().json().remove("managedFields"); // larger than the rest, and read by nobody
    }
    KubeObject before = objects.get(object.key());
    if (before != null && !before.uid().equals(object.uid())) {
      remove(before);
    }
    objects.put(object.key(), object);
    tell(() -> listener.changed(object));
  }

  private void remove(KubeObject object) {
    if (objects.remove(object.key()) != null) {
      tell(() -> listener.deleted(object));
    }
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      log.error("a listener of {} failed", resource.plural(), e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
