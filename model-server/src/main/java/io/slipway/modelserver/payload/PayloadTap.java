// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.payload.PayloadEvent.Kind;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one request on its way to a model. {@link #request} is told which model it is, and
 * decides whether this request is logged; {@link #response} follows it, maybe on another thread.
 */
public final class PayloadTap {
  private static final String ID_HEADER = "ce-id";
  private static final int MAX_ID_CHARS = 256;

  private final PayloadLogs logs;
  private final HttpHeaders headers;
  private final RequestBody body;
  private final String contentType;
  private final @Nullable String jsonLength;

  /** Null before the model is known, and if this request is not logged. */
  private @Nullable ServiceLog log;

  private String id = "";
  private Map<String, List<String>> metadata = Map.of();

  /**
   * @param headers of the request
   * @param body as the codec reads it; borrowed until {@link #request} returns
   * @param contentType of the body
   * @param jsonLength as in {@link PayloadEvent}
   */
  PayloadTap(
      PayloadLogs logs,
      HttpHeaders headers,
      RequestBody body,
      String contentType,
      @Nullable String jsonLength) {
    this.logs = logs;
    this.headers = headers;
    this.body = body;
    this.contentType = contentType;
    this.jsonLength = jsonLength;
  }

  /** The request was understood, and goes to this model. */
  public void request(String namespace, String model) {
    ServiceLog found = logs.of(namespace, model);
    if (found == null || !found.samples()) {
      return;
    }
    log = found;
    id = id();
    metadata = metadata(found.config().headers());
    if (found.config().mode().requests() && found.queue().reserve(body.size())) {
      offer(found, Kind.REQUEST, contentType, jsonLength, body.copy(0, body.size()));
    }
  }

  /** The answer, which is borrowed. */
  public void response(OutputBuffer answer, String answerType, @Nullable String answerJsonLength) {
    ServiceLog found = log;
    if (found != null
        && found.config().mode().responses()
        && found.queue().reserve(answer.size())) {
      offer(found, Kind.RESPONSE, answerType, answerJsonLength, answer.toByteArray());
    }
  }

  private void offer(ServiceLog to, Kind kind, String type, @Nullable String length, byte[] data) {
    to.queue()
        .offer(
            new PayloadEvent(
                kind, id, to.clock().instant(), to.source(), type, length, metadata, data));
  }

  /** The caller's, if it is one that may stand in a header. */
  private String id() {
    String given = headers.get(ID_HEADER);
    if (given == null || given.isEmpty() || given.length() > MAX_ID_CHARS) {
      return UUID.randomUUID().toString();
    }
    for (int i = 0; i < given.length(); i++) {
      if (given.charAt(i) < ' ' || given.charAt(i) > '~') {
        return UUID.randomUUID().toString();
      }
    }
    return given;
  }

  private Map<String, List<String>> metadata(List<String> names) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> values = new TreeMap<>();
    for (String name : names) {
      String value = headers.get(name);
      if (value != null) {
        values.put(name, List.of(value));
      }
    }
    return values;
  }
}
