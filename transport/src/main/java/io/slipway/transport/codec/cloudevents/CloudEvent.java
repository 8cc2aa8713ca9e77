// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.cloudevents;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event without its data: its attributes, among them those that every event has. In binary mode
 * they are headers that begin with {@code ce-}; in structured mode they are members of the JSON
 * object around the data.
 *
 * @param attributes by name; the names are in lower case
 */
public record CloudEvent(Map<String, String> attributes) {
  public static final String ID = "id";
  public static final String SOURCE = "source";
  public static final String TYPE = "type";
  public static final String TIME = "time";
  public static final String SPEC_VERSION = "specversion";

  /** The content type of structured mode. */
  public static final String STRUCTURED = "application/cloudevents+json";

  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String HEADER_PREFIX = "ce-";
  private static final String DATA = "data";
  private static final String DATA_BASE64 = "data_base64";
  private static final String WRITTEN_VERSION = "1.0";
  private static final Set<String> READ_VERSIONS = Set.of(WRITTEN_VERSION, "0.3");

  /** How an event is laid out. */
  public enum Mode {
    BINARY,
    STRUCTURED
  }

  /**
   * @throws ServingException INVALID_ARGUMENT unless there are id, source and type
   */
  public CloudEvent {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    for (String name : List.of(ID, SOURCE, TYPE)) {
      String value = attributes.get(name);
      if (value == null || value.isEmpty()) {
        throw ServingException.invalid(
            "the CloudEvent has no %s (expected: specversion, id, source and type)"
                .formatted(name));
      }
    }
    String version = attributes.get(SPEC_VERSION);
    if (version == null || !READ_VERSIONS.contains(version)) {
      throw ServingException.invalid(
          "the CloudEvent's specversion is '%s' (expected: 1.0)"
              .formatted(version == null ? "" : shown(version)));
    }
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  /**
   * In which mode a request with these headers is an event; null if it is none. The content type
   * comes first, as the HTTP binding has it (3, "HTTP Message Mapping").
   *
   * @throws ServingException UNSUPPORTED_MEDIA_TYPE for a batch of events
   */
  public static @Nullable Mode mode(HttpHeaders headers) {
    String contentType = headers.get("content-type");
    if (contentType != null && contentType.regionMatches(true, 0, "application/cloud", 0, 17)) {
      int semicolon = contentType.indexOf(';');
      String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
      if (type.equalsIgnoreCase(BATCH)) {
        throw new ServingException(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "batches of CloudEvents are not taken (expected: one event, " + STRUCTURED + ")");
      }
      if (type.equalsIgnoreCase(STRUCTURED)) {
        return Mode.STRUCTURED;
      }
    }
    return headers.get(HEADER_PREFIX + SPEC_VERSION) == null ? null : Mode.BINARY;
  }

  /** The event of a request in binary mode, whose data are the body. */
  public static CloudEvent ofHeaders(HttpHeaders headers) {
    Map<String, String> attributes = new TreeMap<>();
    headers.forEach((name, value) -> {
      if (name.regionMatches(true, 0, HEADER_PREFIX, 0, HEADER_PREFIX.length())) {
        attributes.put(name.substring(HEADER_PREFIX.length()).toLowerCase(Locale.ROOT), value);
      }
    });
    return new CloudEvent(attributes);
  }

  /**
   * What a body in structured mode consists of.
   *
   * @param binaryData if the data are given in base64; null if they are JSON, in the body's member
   *     {@code data}
   */
  public record Structured(CloudEvent event, byte @Nullable [] binaryData) {}

  /**
   * @throws ServingException INVALID_ARGUMENT if the body is not an event with data
   */
  public static Structured ofBody(RequestBody body) {
    JsonReader json = new JsonReader(body.copy(0, body.size()), 0, body.size());
    Map<String, String> attributes = new LinkedHashMap<>();
    byte[] binary = null;
    boolean data = false;
    if (json.peek() != JsonReader.Kind.OBJECT) {
      throw ServingException.invalid(
          "the CloudEvent is %s (expected: an object)".formatted(json.peek().phrase()));
    }
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (key.equals(DATA)) {
        json.skipValue();
        data = true;
      } else if (key.equals(DATA_BASE64)) {
        binary = base64(text(json, key));
      } else if (json.peek() == JsonReader.Kind.NULL) {
        json.readNull(); // as if it were not there (JSON format, 2.2)
      } else {
        attributes.put(key.toLowerCase(Locale.ROOT), text(json, key));
      }
    }
    json.readEnd();
    if (data == (binary != null)) {
      throw ServingException.invalid(
          "the CloudEvent has %s (expected: either data or data_base64)"
              .formatted(data ? "data and data_base64" : "no data"));
    }
    return new Structured(new CloudEvent(attributes), binary);
  }

  private static String text(JsonReader json, String key) {
    return switch (json.peek()) {
      case STRING -> json.readString();
      case NUMBER -> json.readNumber().text();
      case BOOLEAN -> Boolean.toString(json.readBoolean());
      case OBJECT, ARRAY, NULL, END ->
          throw ServingException.invalid(
              "the CloudEvent's %s is %s (expected: a string, a number, true or false)"
                  .formatted(shown(key), json.peek().phrase()));
    };
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(
          "the CloudEvent's data_base64 is not base64 (" + e.getMessage() + ")");
    }
  }

  /** The headers of an answer in binary mode. */
  public List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    attributes.forEach((name, value) -> headers.add(new Header(HEADER_PREFIX + name, value)));
    return headers;
  }

  /**
   * Writes the event in structured mode to the end of {@code out}.
   *
   * @param data writes the JSON of the data there
   */
  public void write(OutputBuffer out, Runnable data) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    attributes.forEach((name, value) -> {
      json.key(name);
      json.value(value);
    });
    json.key("datacontenttype");
    json.value("application/json");
    json.key(DATA);
    json.flush();
    data.run();
    out.writeByte('}');
  }
}
