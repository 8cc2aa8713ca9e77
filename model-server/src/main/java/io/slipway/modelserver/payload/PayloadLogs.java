// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.payload.PayloadEvent.Source;
import io.slipway.modelserver.writing.Sink;
import io.slipway.modelserver.writing.WriteCounts;
import io.slipway.modelserver.writing.WriteQueue;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.RequestBody;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The logs of a server's payloads. Logging never makes a request wait: events for which there is no
 * room are dropped and counted. Thread-safe.
 */
public final class PayloadLogs implements AutoCloseable {
  /** The content type of what came over gRPC: the message itself, without its frame. */
  public static final String PROTOBUF = "application/protobuf";

  private static final String NO_TYPE = "application/octet-stream";
  private static final String JSON_LENGTH = "inference-header-content-length";
  private static final long FIRST_PAUSE_MILLIS = 100;

  private record Key(String namespace, String service) {}

  private final PayloadLogConfig config;
  private final InstantSource clock;
  private final Map<Destination, WriteQueue<PayloadEvent>> queues = new HashMap<>();
  private final ConcurrentHashMap<Key, ServiceLog> logs = new ConcurrentHashMap<>();

  private PayloadLogs(PayloadLogConfig config, InstantSource clock, ServerMetrics metrics) {
    this.config = config;
    this.clock = clock;
    WriteCounts counts =
        new WriteCounts(
            metrics,
            "slipway.payload.events",
            "Requests and responses for the log, by what became of them.");
    if (config.everywhere() != null) {
      open(config.everywhere(), counts);
    }
    config.services().values().forEach(service -> open(service, counts));
  }

  private void open(ServiceLogConfig service, WriteCounts counts) {
    queues.computeIfAbsent(
        service.destination(),
        destination -> {
          Sink<PayloadEvent> sink =
              switch (destination) {
                case Destination.Collector collector ->
                    new CollectorSink(collector, clock, FIRST_PAUSE_MILLIS);
                case Destination.File(var path) -> new FileSink(path, service.options(), clock);
              };
          return new WriteQueue<>(
              "payload log " + destination.shown(),
              sink,
              service.options().events(),
              service.options().bytes(),
              counts);
        });
  }

  /** Logs with threads that wait for events. */
  public static PayloadLogs start(
      PayloadLogConfig config, InstantSource clock, ServerMetrics metrics) {
    PayloadLogs logs = new PayloadLogs(config, clock, metrics);
    logs.queues.values().forEach(WriteQueue::start);
    return logs;
  }

  /** Listens to a request over HTTP. */
  public PayloadTap http(HttpHeaders headers, RequestBody body) {
    String type = headers.get("content-type");
    return new PayloadTap(
        this, headers, body, type == null ? NO_TYPE : type, headers.get(JSON_LENGTH));
  }

  /** Listens to a message over gRPC. */
  public PayloadTap grpc(HttpHeaders metadata, RequestBody message) {
    return new PayloadTap(this, metadata, message, PROTOBUF, null);
  }

  /** The log of a service that exists, null if it has none. */
  @Nullable ServiceLog of(String namespace, String service) {
    Key key = new Key(namespace, service);
    ServiceLog known = logs.get(key);
    if (known != null) {
      return known;
    }
    ServiceLogConfig own = config.services().get(namespace + "/" + service);
    ServiceLogConfig used = own == null ? config.everywhere() : own;
    return used == null ? null : logs.computeIfAbsent(key, _ -> newLog(used, key));
  }

  private ServiceLog newLog(ServiceLogConfig used, Key key) {
    Source source = new Source(key.namespace(), key.service(), used.annotations());
    WriteQueue<PayloadEvent> queue = Objects.requireNonNull(queues.get(used.destination()));
    return new ServiceLog(used, source, queue, clock);
  }

  /** Lets what waits be written, for some seconds. */
  @Override
  public void close() {
    queues.values().forEach(WriteQueue::close);
  }
}
