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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the API, on a thread of its own: who tells one does not wait for that. Events
 * are for people: one too many is dropped, and so is one that the API does not take. Thread-safe.
 */
public final class EventWriter implements Consumer<PodEvent> {
  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
  private static final int MAX_WAITING = 1000;
  private static final String COMPONENT = "slipway-agent";

  private final KubeApi api;
  private final String node;
  private final InstantSource clock;
  private final BlockingQueue<PodEvent> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
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
    if (!waiting.offer(event)) {
      log.debug("too many events: {} of {} is not told", event.reason(), event.pod());
    }
  }

  private void run() {
    try {
      while (true) {
        take(waiting.take());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(PodEvent event) {
    Instant now = clock.instant();
    Written written = correlation.take(event, now);
    if (written == null) {
      return;
    }
    try {
      write(written, now);
    } catch (KubeException e) {
      correlation.forget(written.event());
      log.debug("the event {} of {} is not written", event.reason(), event.pod(), e);
    }
  }

  private void write(Written written, Instant now) {
    PodEvent event = written.event();
    if (written.count() > 1) {
      try {
        api.patch(
            Resource.EVENTS,
            event.pod().namespace(),
            written.name(),
            Patch.merge(again(written, now)));
        return;
      } catch (KubeException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    api.create(Resource.EVENTS, event.pod().namespace(), object(written, now));
  }

  private static Map<String, Object> again(Written written, Instant now) {
    return Map.of(
        "count", written.count(),
        "message", written.event().message(),
        "lastTimestamp", Timestamps.text(now));
  }

  private Map<String, Object> object(Written written, Instant now) {
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
    object.put("lastTimestamp", Timestamps.text(now));
    object.put("source", Map.of("component", COMPONENT, "host", node));
    object.put("reportingComponent", COMPONENT);
    object.put("reportingInstance", node);
    return object;
  }

  /** What waits is not written any more. */
  public void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
