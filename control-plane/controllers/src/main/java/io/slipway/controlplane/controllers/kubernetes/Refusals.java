// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.client.Timestamps;
import io.slipway.controlplane.controllers.objects.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users by Events what the API refused to create for their objects. Each attempt says the
 * same again, so an Event has its name from what it says, and counts.
 */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  private static final int LONGEST_NAME = 200;
  private static final String REASON = "FailedCreate";

  private final KubeApi api;

  Refusals(KubeApi api) {
    this.api = api;
  }

  /** Blocks. What cannot be told is left: the refusal itself is in the log. */
  void tell(Kind kind, KubeObject about, String message, Instant now) {
    String start = about.name().substring(0, Math.min(about.name().length(), LONGEST_NAME));
    String name = "%s.%08x".formatted(start, Objects.hash(about.uid(), message));
    try {
      KubeObject before = api.get(Resource.EVENTS, about.namespace(), name).orElse(null);
      if (before == null) {
        api.create(Resource.EVENTS, about.namespace(), event(kind, about, name, message, now));
      } else {
        long count = Fields.of(before.json()).number("count", 1);
        Map<String, Object> again =
            Map.of("count", count + 1, "lastTimestamp", Timestamps.text(now));
        api.patch(Resource.EVENTS, about.namespace(), name, Patch.merge(again));
      }
    } catch (KubeException e) {
      log.debug("the Event of {} {} is not written", kind, about.key(), e);
    }
  }

  private static Map<String, Object> event(
      Kind kind, KubeObject about, String name, String message, Instant now) {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("apiVersion", kind.apiVersion());
    reference.put("kind", kind.kind());
    reference.put("namespace", about.namespace());
    reference.put("name", about.name());
    reference.put("uid", about.uid());
    reference.put("resourceVersion", about.resourceVersion());
    String component = kind.kind().toLowerCase(Locale.ROOT) + "-controller";
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("apiVersion", "v1");
    event.put("kind", "Event");
    event.put("metadata", Map.of("name", name, "namespace", about.namespace()));
    event.put("involvedObject", reference);
    event.put("type", "Warning");
    event.put("reason", REASON);
    event.put("message", message);
    event.put("count", 1);
    event.put("firstTimestamp", Timestamps.text(now));
    event.put("lastTimestamp", Timestamps.text(now));
    event.put("source", Map.of("component", component));
    event.put("reportingComponent", component);
    return event;
  }
}
