// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.metrics.TransportMetrics;
import io.slipway.modelserver.payload.LoggedName;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.protocol.Gate;
import io.slipway.modelserver.protocol.GrpcFront;
import io.slipway.modelserver.protocol.HttpFront;
import io.slipway.modelserver.protocol.Predictions;
import io.slipway.modelserver.protocol.ServiceDirectory;
import io.slipway.modelserver.sharedmemory.SharedRegions;
import io.slipway.modelserver.trace.Traces;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.http.cors.CorsPolicy;
import io.slipway.transport.http.cors.CorsService;
import io.slipway.transport.server.HostPolicy;
import io.slipway.transport.server.ListenException;
import io.slipway.transport.server.TransportServer;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The listening side of the model server: the prediction protocols on one or more addresses, over
 * the services of a directory. It answers from the moment it is started, and says that it is ready
 * once {@link #accept} was called.
 */
public final class ModelServer implements AutoCloseable {
  private final ExecutorService largeBodies;
  private final TransportServer transport;
  private final PayloadLogs payloads;
  private final @Nullable Traces traces;
  private final Protection protection;
  private volatile boolean accepting;

  /**
   * @param services what is served
   * @param allocator for input tensors
   * @param metrics where everything is counted
   * @throws ListenException if an address can't be listened on
   * @throws ProtectionException if a file that protects the ports can't be used
   */
  public static ModelServer start(
      ModelServerConfig config,
      ServiceDirectory services,
      TensorAllocator allocator,
      ServerMetrics metrics)
      throws ListenException, ProtectionException {
    return new ModelServer(config, services, allocator, metrics);
  }

  private ModelServer(
      ModelServerConfig config,
      ServiceDirectory services,
      TensorAllocator allocator,
      ServerMetrics metrics)
      throws ListenException, ProtectionException {
    protection = Protection.open(config.security(), metrics);
    largeBodies =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("decode-", 0).factory());
    traces = config.trace() == null ? null : Traces.start(config.trace(), metrics);
    Predictions predictions =
        new Predictions(
            allocator,
            largeBodies,
            System::nanoTime,
            metrics,
            config.protocol().headerForwarding(),
            config.protocol().clientSharedMemory()
                ? new SharedRegions(config.transport().maxBufferedBytes())
                : null,
            traces);
    Gate gate = protection.gate();
    payloads = PayloadLogs.start(config.payloads(), InstantSource.system(), metrics);
    transport =
        TransportServer.start(
            config.transport(),
            config.addresses(),
            hostPolicy(config, services),
            withCors(
                config.protocol().cors(),
                new HttpFront(
                    services,
                    () -> accepting,
                    config.identity(),
                    metrics,
                    gate,
                    predictions,
                    config.protocol().eventReplies(),
                    payloads,
                    config.log())),
            new GrpcFront(
                services,
                () -> accepting,
                config.identity(),
                metrics,
                gate,
                predictions,
                config.protocol().grpcAnswers(),
                payloads,
                config.log()),
            new TransportMetrics(metrics),
            protection.tls());
    metrics.gauge(
        "slipway.buffered.bytes",
        "Bytes of request bodies that are being received or held.",
        transport::bufferedBytes);
  }

  private static HostPolicy hostPolicy(ModelServerConfig config, ServiceDirectory services) {
    return config.anyHost()
        ? HostPolicy.any()
        : HostPolicy.loopback(services::isServiceHost).with(config.protocol().cors());
  }

  private static HttpService withCors(CorsPolicy policy, HttpService service) {
    return policy.isClosed() ? service : new CorsService(service, policy);
  }

  /** From now on readiness probes succeed. */
  public void accept() {
    accepting = true;
  }

  /**
   * From now on these services, by {@code namespace/name}, have limits of their own besides those
   * that the configuration names. Requests under way go on, and count. Does not block.
   */
  public void limit(Map<String, Limits> limits) {
    protection.gate().limit(limits);
  }

  /**
   * These services, by {@code namespace/name}, are gone: what they used of their limits, also of
   * those of the configuration, is forgotten. Does not block.
   */
  public void forget(Set<String> services) {
    protection.gate().forget(services);
  }

  /**
   * From now on the requests of these names, {@code namespace/name}, are logged so, besides those
   * of the configuration. Does not block.
   *
   * @param names in an order that stays the same
   */
  public void log(Map<String, LoggedName> names) {
    payloads.use(names);
  }

  /** Where it listens, in the order of the configuration, with the ports that were picked. */
  public List<InetSocketAddress> addresses() {
    return transport.addresses();
  }

  /** Stops being ready, lets requests under way end, closes connections and stops listening. */
  @Override
  public void close() {
    accepting = false;
    transport.close();
    protection.close();
    largeBodies.close();
    payloads.close();
    if (traces != null) {
      traces.close();
    }
  }
}
