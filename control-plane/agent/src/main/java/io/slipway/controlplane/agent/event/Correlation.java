// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.event;

import io.slipway.controlplane.agent.event.PodEvent.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an event: a new object, a higher count of one that is there, or nothing
 * if a Pod has had too many. With the numbers that Kubernetes' clients have. Remembers a bounded
 * number of events. For one thread.
 */
final class Correlation {
  /** How many events a Pod may have at once, and after how long it may have one more. */
  private static final int BURST = 25;

  private static final Duration REFILL = Duration.ofMinutes(5);

  /** So many messages about one thing within the time are one event. */
  private static final int SIMILAR = 10;

  private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
  private static final String COMBINED = "(combined from similar events): ";
  private static final int REMEMBERED = 4096;

  /**
   * An event as it is to be written.
   *
   * @param name of its object
   * @param count how often it has happened; from 2 on the object is there
   */
  record Written(PodEvent event, String name, long count, Instant first) {}

  /** Everything that has one object; of combined events all messages have. */
  private record Series(Subject subject, String message) {}

  private record Seen(String name, long count, Instant first) {}

  private record Tokens(double left, Instant at) {}

  private record Messages(Set<String> texts, Instant since) {}

  private final Map<Series, Seen> seen = bounded();
  private final Map<Subject, Messages> messages = bounded();
  private final Map<String, Tokens> tokens = bounded();
  private long names;

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** What is to be written; null for nothing. */
  @Nullable Written take(PodEvent event, Instant now) {
    boolean combined = isOneOfMany(event, now);
    PodEvent told = combined ? event.says(COMBINED + event.message()) : event;
    Series series = new Series(event.subject(), combined ? COMBINED : event.message());
    if (!mayBeTold(event.pod().uid(), now)) {
      return null;
    }
    Seen before = seen.get(series);
    Seen after =
        before == null
            ? new Seen(name(event, now), 1, now)
            : new Seen(before.name(), before.count() + 1, before.first());
    seen.put(series, after);
    return new Written(told, after.name(), after.count(), after.first());
  }

  /** The object of an event is gone: the next one is made anew. */
  void forget(PodEvent event) {
    boolean combined = event.message().startsWith(COMBINED);
    seen.remove(new Series(event.subject(), combined ? COMBINED : event.message()));
  }

  private String name(PodEvent event, Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano() + names++;
    return event.pod().name() + '.' + Long.toHexString(nanos);
  }

  private boolean isOneOfMany(PodEvent event, Instant now) {
    Messages known = messages.get(event.subject());
    if (known == null || known.since().plus(SIMILAR_WITHIN).isBefore(now)) {
      known = new Messages(new HashSet<>(), now);
      messages.put(event.subject(), known);
    }
    if (known.texts().size() < SIMILAR) {
      known.texts().add(event.message());
    }
    return known.texts().size() >= SIMILAR;
  }

  private boolean mayBeTold(String podUid, Instant now) {
    Tokens before = tokens.getOrDefault(podUid, new Tokens(BURST, now));
    double refilled = (double) Duration.between(before.at(), now).toMillis() / REFILL.toMillis();
    double left = Math.min(BURST, before.left() + refilled);
    boolean may = left >= 1;
    tokens.put(podUid, new Tokens(may ? left - 1 : left, now));
    return may;
  }
}
