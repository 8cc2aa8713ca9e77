// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.payload.PayloadEvent.Kind;
import io.slipway.modelserver.writing.WriteQueue;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request that is one of the share that is logged. Thread-safe. */
final class SampledRequest {
  private static final String ID_HEADER = "ce-id";
  private static final int MAX_ID_CHARS = 256;

  private final PayloadLogs logs;
  private final ServiceLog log;
  private final String id;
  private final Map<String, List<String>> metadata;

  private SampledRequest(PayloadLogs logs, ServiceLog log, HttpHeaders headers) {
    this.logs = logs;
    this.log = log;
    this.id = id(headers);
    this.metadata = metadata(headers, log.config().headers());
  }

  /** Null if it is not logged. */
  static @Nullable SampledRequest of(
      PayloadLogs logs, String namespace, String service, HttpHeaders headers) {
    ServiceLog log = logs.of(namespace, service);
    return log == null || !log.samples() ? null : new SampledRequest(logs, log, headers);
  }

  /** What came, which is borrowed. */
  void request(RequestBody body, String type, @Nullable String jsonLength) {
    WriteQueue<PayloadEvent> queue = logs.queue(log);
    if (log.config().mode().requests() && queue.reserve(body.size())) {
      queue.offer(event(Kind.REQUEST, type, jsonLength, body.copy(0, body.size())));
    }
  }

  /** What was answered, which is borrowed. */
  void response(OutputBuffer answer, String type, @Nullable String jsonLength) {
    WriteQueue<PayloadEvent> queue = logs.queue(log);
    if (log.config().mode().responses() && queue.reserve(answer.size())) {
      queue.offer(event(Kind.RESPONSE, type, jsonLength, answer.toByteArray()));
    }
  }

  /** For an answer that comes in parts; null if it is not logged. */
  @Nullable AnswerParts responseInParts(String type, @Nullable String jsonLength) {
    return log.config().mode().responses()
        ? new AnswerParts(logs.queue(log), whole -> event(Kind.RESPONSE, type, jsonLength, whole))
        : null;
  }

  private PayloadEvent event(Kind kind, String type, @Nullable String jsonLength, byte[] data) {
    return new PayloadEvent(
        kind, id, log.clock().instant(), log.source(), type, jsonLength, metadata, data);
  }

  /** The caller's, if it is one that may stand in a header. */
  private static String id(HttpHeaders headers) {
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

  private static Map<String, List<String>> metadata(HttpHeaders headers, List<String> names) {
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
