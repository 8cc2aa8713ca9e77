// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attributes of an event as CloudEvents 1.0 has them, and KServe's logger. Pure. */
final class EventAttributes {
  private EventAttributes() {}

  /** By name, in the order in which they are written; metadata and annotations are JSON. */
  static Map<String, String> of(PayloadEvent event, Instant recorded) {
    PayloadEvent.Source source = event.source();
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", event.id());
    attributes.put("type", event.kind().type);
    attributes.put("source", source.uri());
    attributes.put("time", DateTimeFormatter.ISO_INSTANT.format(event.time()));
    attributes.put("recordedtime", DateTimeFormatter.ISO_INSTANT.format(recorded));
    attributes.put("inferenceservicename", source.service());
    attributes.put("namespace", source.namespace());
    attributes.put("component", source.component());
    attributes.put("endpoint", "default");
    attributes.put("metadata", lists(event.headers()));
    if (!source.annotations().isEmpty()) {
      attributes.put("annotations", texts(source.annotations()));
    }
    return attributes;
  }

  private static String texts(Map<String, String> texts) {
    StringBuilder json = new StringBuilder("{");
    texts.forEach((key, value) -> {
      separate(json, json.length() > 1);
      quote(json, key).append(':');
      quote(json, value);
    });
    return json.append('}').toString();
  }

  private static String lists(Map<String, List<String>> lists) {
    StringBuilder json = new StringBuilder("{");
    lists.forEach((key, values) -> {
      separate(json, json.length() > 1);
      quote(json, key).append(":[");
      for (int i = 0; i < values.size(); i++) {
        separate(json, i > 0);
        quote(json, values.get(i));
      }
      json.append(']');
    });
    return json.append('}').toString();
  }

  private static void separate(StringBuilder json, boolean further) {
    if (further) {
      json.append(',');
    }
  }

  /** In ASCII, as it may stand in a header. */
  private static StringBuilder quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        json.append(c);
      } else {
        json.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          json.append(Character.forDigit(c >> shift & 0xf, 16));
        }
      }
    }
    return json.append('"');
  }
}
