// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.cloudevents;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What events say of themselves that answer events, as KServe's environment variables set it.
 *
 * @param type {@code CE_TYPE}
 * @param source {@code CE_SOURCE}; null for one that names the model
 * @param merge {@code CE_MERGE}: keep the request's attributes, but for id and time
 */
public record EventReplies(String type, @Nullable String source, boolean merge) {
  public static final EventReplies DEFAULTS =
      new EventReplies("io.kserve.inference.response", null, false);

  public EventReplies {
    Objects.requireNonNull(type, "type");
  }

  /** The event that answers {@code request}. Pure. */
  public CloudEvent to(CloudEvent request, String model, String id, Instant time) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (merge) {
      attributes.putAll(request.attributes());
      attributes.remove("datacontenttype"); // ours is another one
      attributes.remove("dataschema");
    }
    attributes.put(CloudEvent.SPEC_VERSION, "1.0");
    attributes.put(CloudEvent.ID, id);
    attributes.put(CloudEvent.SOURCE, source == null ? "io.kserve.inference." + model : source);
    attributes.put(CloudEvent.TYPE, type);
    attributes.put(CloudEvent.TIME, time.toString());
    return new CloudEvent(attributes);
  }
}
