// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.slipway.controlplane.client.KubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API that a kubeconfig names, over sockets. */
public final class ConnectedApi implements AutoCloseable {
  private final KubernetesClient client;

  private ConnectedApi(KubernetesClient client) {
    this.client = client;
  }

  public static ConnectedApi of(Path kubeconfig) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
    return new ConnectedApi(new KubernetesClientBuilder().withConfig(config).build());
  }

  public KubeApi api() {
    return KubeApi.of(client);
  }

  @Override
  public void close() {
    client.close();
  }
}
