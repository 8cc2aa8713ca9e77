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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
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

  /** A destination that is written to. */
  private record Opened(WriteQueue<PayloadEvent> queue, LogOptions options) {}

  /** What is logged at one time; but for the services' logs, which are made when asked for. */
  private record InUse(
      Map<String, LoggedName> names,
      Map<Destination, Opened> opened,
      ConcurrentHashMap<Key, ServiceLog> logs) {}

  private final PayloadLogConfig config;
  private final InstantSource clock;
  private final ServerMetrics metrics;
  private final BiFunction<Destination, LogOptions, Sink<PayloadEvent>> sinks;

  /** Queues begin and end in it: a destination is written to by one of them at a time. */
  private final Turns<Destination> turns = new Turns<>("payload-log");

  private volatile InUse inUse = new InUse(Map.of(), Map.of(), new ConcurrentHashMap<>());

  // Made for the first that needs it; guarded by this object's lock.
  private @Nullable WriteCounts counts;
  private boolean closed;

  private PayloadLogs(
      PayloadLogConfig config,
      InstantSource clock,
      ServerMetrics metrics,
      BiFunction<Destination, LogOptions, Sink<PayloadEvent>> sinks) {
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.sinks = sinks;
  }

  /** Logs with threads that wait for events. */
  public static PayloadLogs start(
      PayloadLogConfig config, InstantSource clock, ServerMetrics metrics) {
    return start(config, clock, metrics, (to, options) -> sink(to, options, clock));
  }

  /** As above, writing elsewhere. */
  static PayloadLogs start(
      PayloadLogConfig config,
      InstantSource clock,
      ServerMetrics metrics,
      BiFunction<Destination, LogOptions, Sink<PayloadEvent>> sinks) {
    PayloadLogs logs = new PayloadLogs(config, clock, metrics, sinks);
    logs.use(Map.of());
    return logs;
  }

  /**
   * From now on these names, {@code namespace/name}, are logged so, besides those of the
   * configuration. What waits for a destination that is not wanted any more is written before it
   * ends; what comes meanwhile for one that is wanted again waits, within its bounds. Does not
   * block.
   *
   * @param names in a stable order: of several logs with one destination, the first says how its
   *     queue and its files are
   */
  public synchronized void use(Map<String, LoggedName> names) {
    if (closed) {
      return;
    }
    Map<Destination, Opened> before = inUse.opened();
    Map<Destination, Opened> now = new HashMap<>();
    for (ServiceLogConfig log : all(names)) {
      Destination to = log.destination();
      if (!now.containsKey(to)) {
        now.put(to, opened(to, log.options(), before.get(to)));
      }
    }
    inUse = new InUse(Map.copyOf(names), Map.copyOf(now), new ConcurrentHashMap<>());
    before.forEach((to, old) -> {
      if (!old.equals(now.get(to))) {
        turns.then(to, old.queue()::close);
      }
    });
    now.forEach((to, next) -> {
      Opened old = before.get(to);
      if (old == null || !old.equals(next)) {
        turns.then(to, next.queue()::start);
      }
    });
  }

  private List<ServiceLogConfig> all(Map<String, LoggedName> names) {
    List<ServiceLogConfig> all = new ArrayList<>();
    if (config.everywhere() != null) {
      all.add(config.everywhere());
    }
    all.addAll(config.services().values());
    for (LoggedName name : names.values()) {
      if (name.log() != null) {
        all.add(name.log());
      }
    }
    return all;
  }

  private Opened opened(Destination to, LogOptions options, @Nullable Opened before) {
    return before != null && before.options().writesAs(options)
        ? before
        : new Opened(queue(to, options), options);
  }

  private WriteQueue<PayloadEvent> queue(Destination to, LogOptions options) {
    Sink<PayloadEvent> sink = sinks.apply(to, options);
    return new WriteQueue<>(
        "payload log " + to.shown(), sink, options.events(), options.bytes(), counts());
  }

  private static Sink<PayloadEvent> sink(Destination to, LogOptions options, InstantSource clock) {
    return switch (to) {
      case Destination.Collector collector ->
          new CollectorSink(collector, clock, FIRST_PAUSE_MILLIS);
      case Destination.File(var path) -> new FileSink(path, options, clock);
    };
  }

  private WriteCounts counts() {
    WriteCounts first = counts;
    if (first == null) {
      first =
          new WriteCounts(
              metrics,
              "slipway.payload.events",
              "Requests and responses for the log, by what became of them.");
      counts = first;
    }
    return first;
  }

  /** Whether nothing is logged now, of any service. */
  public boolean isIdle() {
    return inUse.opened().isEmpty();
  }

  /** Listens to a request over HTTP; null if nothing is logged. */
  public @Nullable PayloadTap http(HttpHeaders headers, RequestBody body) {
    if (isIdle()) {
      return null;
    }
    String type = headers.get("content-type");
    return new PayloadTap(
        this, headers, body, type == null ? NO_TYPE : type, headers.get(JSON_LENGTH));
  }

  /** Listens to a message over gRPC; null if nothing is logged. */
  public @Nullable PayloadTap grpc(HttpHeaders metadata, RequestBody message) {
    return isIdle() ? null : new PayloadTap(this, metadata, message, PROTOBUF, null);
  }

  /** Listens to a call with streams of messages for a service; null if it is not logged. */
  public @Nullable StreamTap stream(String namespace, String service, HttpHeaders metadata) {
    SampledRequest call = SampledRequest.of(this, namespace, service, metadata);
    return call == null ? null : new StreamTap(call);
  }

  /** The log of a service that exists, null if it has none. */
  @Nullable ServiceLog of(String namespace, String service) {
    InUse now = inUse;
    if (now.opened().isEmpty()) {
      return null;
    }
    Key key = new Key(namespace, service);
    ServiceLog known = now.logs().get(key);
    return known == null ? newLog(now, key) : known;
  }

  private @Nullable ServiceLog newLog(InUse now, Key key) {
    String full = key.namespace() + "/" + key.service();
    LoggedName name = now.names().get(full);
    ServiceLogConfig own = name == null ? config.services().get(full) : name.log();
    ServiceLogConfig used = own == null ? config.everywhere() : own;
    if (used == null) {
      return null;
    }
    Source source =
        new Source(
            key.namespace(),
            name == null ? key.service() : name.service(),
            name == null ? Source.PREDICTOR : name.component(),
            used.annotations());
    Opened opened = Objects.requireNonNull(now.opened().get(used.destination()));
    return now.logs()
        .computeIfAbsent(key, _ -> new ServiceLog(used, source, opened.queue(), clock));
  }

  /** Where the events of a log are written now, also those of requests that came before. */
  WriteQueue<PayloadEvent> queue(ServiceLog log) {
    Opened now = inUse.opened().get(log.config().destination());
    return now == null ? log.queue() : now.queue();
  }

  /** Lets what waits be written, for some seconds. */
  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        inUse.opened().forEach((to, last) -> turns.then(to, last.queue()::close));
      }
    }
    turns.await();
  }
}
