// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.slipway.controlplane.apiserver.inprocess.InProcess;
import io.slipway.controlplane.apiserver.oidc.OidcConfig;
import io.slipway.controlplane.apiserver.pods.PodHost;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import io.slipway.controlplane.testing.contract.ApiRequest;
import io.slipway.controlplane.testing.contract.ApiResponse;
import io.slipway.controlplane.testing.contract.ApiSocket;
import io.slipway.controlplane.testing.contract.ApiTarget;
import io.slipway.controlplane.testing.contract.ApiTransport;
import io.slipway.controlplane.testing.contract.KubeconfigTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Our own API with an empty database, on a port of loopback; both go away with it. */
final class EmbeddedApi implements AutoCloseable {
  /** So many changes are remembered: no test makes as many between two requests. */
  private static final int REMEMBERED = 300;

  private final Path data;
  private final ObjectStore store;
  private final ApiServer server;
  private final KubeconfigTarget socket;

  private EmbeddedApi(Path data, ObjectStore store, ApiServer server) {
    this.data = data;
    this.store = store;
    this.server = server;
    this.socket = KubeconfigTarget.of(server.kubeconfig(), _ -> forget());
  }

  static EmbeddedApi start() {
    return start(null);
  }

  /**
   * @param oidc whose ID tokens are taken; null for nobody's
   */
  static EmbeddedApi start(@Nullable OidcConfig oidc) {
    try {
      Path data = Files.createTempDirectory("slipway-api");
      ObjectStore store = ObjectStore.open(data, limits());
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new EmbeddedApi(
          data, store, ApiServer.start(new ApiServerConfig(address, data, "0.1.0", oidc), store));
    } catch (IOException e) {
      throw new AssertionError("our API could not be started", e);
    }
  }

  /** From now on Pods are run. */
  void runsPods(PodHost host) {
    server.api().runsPods(host);
  }

  /** As kubectl has it. */
  ApiTarget overSocket() {
    return socket;
  }

  /** As controllers in this process have it; they always are the owner. */
  ApiTarget inProcess() {
    // an answer of 500 is what some tests expect: it is not asked for again
    RequestConfig once = new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build();
    HttpClient client = InProcess.factory(server.api()).newBuilder().tag(once).build();
    return new InProcessTarget(new InProcessTransport(client), socket);
  }

  private record InProcessTarget(ApiTransport admin, ApiTarget socket) implements ApiTarget {
    @Override
    public ApiTransport anyone() {
      return socket.anyone();
    }

    @Override
    public String adminToken() {
      return socket.adminToken();
    }

    @Override
    public ApiSocket openSocket(ApiRequest request, List<String> protocols) {
      return socket.openSocket(request, protocols);
    }

    @Override
    public void compact(long resourceVersion) {
      socket.compact(resourceVersion);
    }
  }

  private static StoreLimits limits() {
    StoreLimits usual = StoreLimits.DEFAULT;
    return new StoreLimits(
        usual.valueBytes(),
        usual.queuedWrites(),
        usual.queuedBytes(),
        usual.batchWrites(),
        usual.readers(),
        REMEMBERED,
        usual.recentBytes(),
        REMEMBERED,
        usual.logBytes(),
        usual.logAge());
  }

  /** Makes as many changes as are remembered: no older one is, then. */
  private void forget() {
    String path = "/api/v1/namespaces/default/configmaps";
    String name = "changes-" + System.nanoTime();
    send("POST", path, "application/json", "{\"metadata\": {\"name\": \"" + name + "\"}}");
    for (int i = 0; i <= REMEMBERED; i++) {
      send(
          "PATCH",
          path + "/" + name,
          "application/merge-patch+json",
          "{\"data\": {\"k\": \"" + i + "\"}}");
    }
  }

  /** Sends a request of the owner, and fails if it is refused. */
  void send(String method, String path, String type, String body) {
    ApiRequest request =
        new ApiRequest(method, path, Map.of("Content-Type", type), body.getBytes(UTF_8));
    ApiResponse answer = socket.admin().send(request);
    if (answer.status() >= 300) {
      throw new AssertionError(
          method + " " + path + ": " + answer.status() + " " + new String(answer.body(), UTF_8));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    server.close();
    store.close();
    try (Stream<Path> tree = Files.walk(data)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
