// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.slipway.controlplane.apiserver.inprocess.InProcess;
import io.slipway.controlplane.apiserver.server.ApiServer;
import io.slipway.controlplane.apiserver.server.ApiServerConfig;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.controllers.testing.WorkloadsContract;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The controllers of workloads on Slipway's own API. */
@Tag("conformance")
class EmbeddedWorkloadsIT extends WorkloadsContract {
  @TempDir private static Path data;
  private static ObjectStore store;
  private static ApiServer server;
  private static HttpClient client;

  @BeforeAll
  static void startApi() throws IOException {
    store = ObjectStore.open(data, StoreLimits.DEFAULT);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = ApiServer.start(new ApiServerConfig(address, data, "test"), store);
    client = InProcess.client(server.api());
  }

  @AfterAll
  static void stopApi() {
    client.close();
    server.close();
    store.close();
  }

  @Override
  protected Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  @Override
  protected KubeApi api() {
    return KubeApi.of(client, InProcess.ROOT);
  }
}
