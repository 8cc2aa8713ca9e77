// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.slipway.controlplane.apiserver.inprocess.InProcess;
import io.slipway.controlplane.apiserver.server.ApiServer;
import io.slipway.controlplane.apiserver.server.ApiServerConfig;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Slipway's own API on a port, with nobody who runs what its objects say. */
public final class OwnApi implements AutoCloseable {
  private final ObjectStore store;
  private final ApiServer server;
  private final HttpClient client;

  private OwnApi(ObjectStore store, ApiServer server) {
    this.store = store;
    this.server = server;
    this.client = InProcess.client(server.api());
  }

  /**
   * @param data where its objects are
   */
  public static OwnApi start(Path data) throws IOException {
    ObjectStore store = ObjectStore.open(data, StoreLimits.DEFAULT);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new OwnApi(store, ApiServer.start(new ApiServerConfig(address, data, "test"), store));
  }

  /** Where its objects are. */
  public ObjectStore store() {
    return store;
  }

  public ApiServer server() {
    return server;
  }

  public Path kubeconfig() {
    return server.kubeconfig();
  }

  /** What {@link #api} calls with. */
  public HttpClient client() {
    return client;
  }

  /** For callers in this process, who may do everything. */
  public KubeApi api() {
    return KubeApi.of(client, InProcess.ROOT);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    store.close();
  }
}
