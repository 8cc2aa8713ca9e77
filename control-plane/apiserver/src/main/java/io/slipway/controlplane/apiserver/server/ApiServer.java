// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.apiserver.answer.KubernetesApi;
import io.slipway.controlplane.apiserver.oidc.OidcConfig;
import io.slipway.controlplane.apiserver.oidc.OidcTokens;
import io.slipway.controlplane.apiserver.token.Authenticator;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.server.HostPolicy;
import io.slipway.transport.server.ListenException;
import io.slipway.transport.server.TransportConfig;
import io.slipway.transport.server.TransportObserver;
import io.slipway.transport.server.TransportServer;
import io.slipway.transport.tls.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The Kubernetes API on a port, over an object store. {@link #close} blocks until calls in progress
 * have ended, for a few seconds at most; the store stays the caller's and is closed after it.
 */
public final class ApiServer implements AutoCloseable {
  private static final long MAX_BUFFERED_BYTES = 64L << 20;
  private static final int MAX_CONNECTIONS = 2000;

  /** Who reads a log with a pager may well pause. */
  private static final Duration READERS_PAUSE = Duration.ofMinutes(10);

  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final KubernetesApi api;
  private final TransportServer transport;
  private final Path kubeconfig;

  private ApiServer(KubernetesApi api, TransportServer transport, Path kubeconfig) {
    this.api = api;
    this.transport = transport;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Makes keys and certificates if there are none, listens, and writes the kubeconfig.
   *
   * @throws ListenException if the address cannot be listened on
   * @throws IOException if keys or the kubeconfig cannot be read or written, or the authorities of
   *     an OIDC issuer not be read
   */
  public static ApiServer start(ApiServerConfig config, ObjectStore store) throws IOException {
    InstantSource clock = InstantSource.system();
    Credentials credentials = Credentials.open(config.data(), config.address().getAddress(), clock);
    ServerTls tls = ServerTls.open(credentials.tls(), clock);
    KubernetesApi api =
        KubernetesApi.open(
            store,
            new ServiceAccountTokens(credentials::tokenKey),
            others(config, credentials, clock),
            clock,
            System::nanoTime,
            config.version());
    boolean started = false;
    try {
      TransportServer transport =
          TransportServer.start(
              transport(),
              List.of(config.address()),
              hosts(config.address()),
              new ApiFront(api),
              ApiServer::noGrpc,
              TransportObserver.NONE,
              tls);
      started = true;
      Path kubeconfig = credentials.writeKubeconfig(transport.addresses().getFirst());
      return new ApiServer(api, transport, kubeconfig);
    } finally {
      if (!started) {
        api.close();
      }
    }
  }

  private static List<Authenticator> others(
      ApiServerConfig config, Credentials credentials, InstantSource clock) throws IOException {
    OwnerToken owner = new OwnerToken(credentials.ownerToken());
    OidcConfig oidc = config.oidc();
    return oidc == null
        ? List.of(owner)
        : List.of(owner, OidcTokens.open(oidc, clock, System::nanoTime));
  }

  private static HostPolicy hosts(InetSocketAddress address) {
    return address.getAddress().isLoopbackAddress()
        ? HostPolicy.loopback(_ -> false)
        : HostPolicy.any();
  }

  private static void noGrpc(GrpcCall call) {
    throw new ServingException(
        ErrorCode.NOT_IMPLEMENTED, call.path() + ": the Kubernetes API has no gRPC");
  }

  private static TransportConfig transport() {
    return TransportConfig.defaults().toBuilder()
        .eventLoops(1)
        .maxConnections(MAX_CONNECTIONS)
        .maxBodyBytes(KubernetesApi.MAX_BODY_BYTES)
        .maxBufferedBytes(MAX_BUFFERED_BYTES)
        .drainTimeout(DRAIN)
        .writeStallTimeout(READERS_PAUSE)
        .build();
  }

  /** The API itself, for callers in this process. */
  public KubernetesApi api() {
    return api;
  }

  public InetSocketAddress address() {
    return transport.addresses().getFirst();
  }

  /** What kubectl is given to reach it, with a credential that may do everything. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void close() {
    api.close();
    transport.close();
  }
}
