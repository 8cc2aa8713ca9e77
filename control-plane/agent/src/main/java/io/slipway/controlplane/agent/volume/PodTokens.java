// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.spec.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens in the volumes of one Pod. Each is asked for again, as the kubelet does, after four
 * fifths of its time or after a day, whichever is earlier. Not thread-safe; may block.
 */
final class PodTokens {
  private static final Logger log = LoggerFactory.getLogger(PodTokens.class);
  private static final Duration LONGEST = Duration.ofDays(1);

  private record Request(String audience, long seconds) {}

  private record Held(Token token, Instant due) {}

  private final ServiceAccountTokens tokens;
  private final Map<Request, Held> held = new HashMap<>();

  PodTokens(ServiceAccountTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * The text of one that is good for a while.
   *
   * @throws ConfigurationException if there is none to be had, and none left from before
   */
  String token(PodSpec pod, String audience, long seconds, Instant now)
      throws ConfigurationException {
    Request request = new Request(audience, seconds);
    Held known = held.get(request);
    if (known != null && known.due().isAfter(now)) {
      return known.token().text();
    }
    try {
      Token fresh = tokens.token(pod.pod(), pod.serviceAccount(), audience, seconds);
      held.put(request, new Held(fresh, due(now, fresh.expires())));
      return fresh.text();
    } catch (ConfigurationException e) {
      if (known == null || !known.token().expires().isAfter(now)) {
        throw e;
      }
      log.warn("a token of Pod {} is not renewed yet: {}", pod.pod(), e.getMessage());
      return known.token().text();
    }
  }

  /** When one that is given at a time is to be asked for again. */
  static Instant due(Instant given, Instant expires) {
    Duration most = Duration.between(given, expires).multipliedBy(4).dividedBy(5);
    return given.plus(most.compareTo(LONGEST) < 0 ? most : LONGEST);
  }

  /** When the first of them is to be asked for again; empty if there are none. */
  Optional<Instant> due() {
    return held.values().stream().map(Held::due).min(Instant::compareTo);
  }
}
