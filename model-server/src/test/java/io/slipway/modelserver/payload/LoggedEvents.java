// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.transport.testing.EventCollector;
import io.slipway.transport.testing.EventCollector.Event;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What tests log, and how they read what came of it. */
final class LoggedEvents {
  static final String REQUEST = "org.kubeflow.serving.inference.request";
  static final String RESPONSE = "org.kubeflow.serving.inference.response";

  private LoggedEvents() {}

  /** With a header of the requests and an annotation of the service. */
  static ServiceLogConfig to(Destination destination, Mode mode, String options) {
    return new ServiceLogConfig(
        destination,
        mode,
        List.of("X-Request-Id"),
        Map.of("team", "blue"),
        options.isEmpty() ? LogOptions.DEFAULTS : LogOptions.parse(options));
  }

  record Pair(Event request, Event response) {}

  /** Events are sent by several threads, in any order. */
  static Pair pair(EventCollector collector) throws InterruptedException {
    Event one = collector.next();
    Event other = collector.next();
    Pair pair = REQUEST.equals(one.attribute("type")) ? new Pair(one, other) : new Pair(other, one);
    assertThat(pair.request().attribute("type")).isEqualTo(REQUEST);
    assertThat(pair.response().attribute("type")).isEqualTo(RESPONSE);
    return pair;
  }

  static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
