// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.event;

import io.slipway.controlplane.agent.event.Correlation.Written;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.client.Timestamps;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the API, a moment later and on a thread of its own: neither who tells one nor
 * what is being started waits for that. Events are for people: one too many is dropped, and so is
 * one that the API does not take. Thread-safe.
 */
public final class EventWriter implements Consumer<PodEvent> {
  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
  private static final int MAX_WAITING = 1000;
  private static final String COMPONENT = "slipway-agent";

  /** Several events come together; a start has better things to do than to write them down. */
  private static final long LATER_MILLIS = 2000;

  private record Told(PodEvent event, Instant at) {}

  private final KubeApi api;
  private final String node;
  private final InstantSource clock;
  private final BlockingQueue<Told> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Correlation correlation = new Correlation();
  private final Thread thread;

  /** Not started yet. */
  public EventWriter(KubeApi api, String node, InstantSource clock) {
    this.api = api;
    this.node = node;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("events").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void accept(PodEvent event) {
    if (!waiting.offer(new Told(event, clock.instant()))) {
      log.debug("too many events: {} of {} is not told", event.reason(), event.pod());
    }
  }

  private void run() {
    try {
      while (true) {
        Told told = waiting.take();
        if (stopped.await(LATER_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
        while (told != null) {
          take(told.event(), told.at());
          told = waiting.poll();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(PodEvent event, Instant at) {
    Written written = correlation.take(event, at);
    if (written == null) {
      return;
    }
    try {
      write(written, at);
    } catch (KubeException e) {
      correlation.forget(written.event());
      log.debug("the event {} of {} is not written", event.reason(), event.pod(), e);
    }
  }

  private void write(Written written, Instant at) {
    PodEvent event = written.event();
    if (written.count() > 1) {
      try {
        api.patch(
            Resource.EVENTS,
            event.pod().namespace(),
            written.name(),
            Patch.merge(again(written, at)));
        return;
      } catch (KubeException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    api.create(Resource.EVENTS, event.pod().namespace(), object(written, at));
  }

  private static Map<String, Object> again(Written written, Instant at) {
    return Map.of(
        "count", written.count(),
        "message", written.event().message(),
        "lastTimestamp", Timestamps.text(at));
  }

  private Map<String, Object> object(Written written, Instant at) {
    PodEvent event = written.event();
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("apiVersion", "v1");
    about.put("kind", "Pod");
    about.put("namespace", event.pod().namespace());
    about.put("name", event.pod().name());
    about.put("uid", event.pod().uid());
    if (!event.fieldPath().isEmpty()) {
      about.put("fieldPath", event.fieldPath());
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "v1");
    object.put("kind", "Event");
    object.put("metadata", Map.of("name", written.name(), "namespace", event.pod().namespace()));
    object.put("involvedObject", about);
    object.put("type", event.warning() ? "Warning" : "Normal");
    object.put("reason", event.reason());
    object.put("message", event.message());
    object.put("count", written.count());
    object.put("firstTimestamp", Timestamps.text(written.first()));
    object.put("lastTimestamp", Timestamps.text(at));
    object.put("source", Map.of("component", COMPONENT, "host", node));
    object.put("reportingComponent", COMPONENT);
    object.put("reportingInstance", node);
    return object;
  }

  /** What waits is not written any more. */
  public void stop() throws InterruptedException {
    stopped.countDown();
    thread.interrupt();
    thread.join();
  }
}
