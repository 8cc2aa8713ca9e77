// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.testing.ConnectedApi;
import io.slipway.controlplane.controllers.testing.WorkloadsContract;
import io.slipway.controlplane.testing.KubeApiServer;
import io.slipway.controlplane.testing.KubeApiServerExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The controllers on Kubernetes' own API, where no others are. */
@Tag("conformance")
@ExtendWith(KubeApiServerExtension.class)
@SuppressWarnings("NullAway.Init") // before all tests
class ControllersIT extends WorkloadsContract {
  private static KubeApiServer server;
  private static ConnectedApi connected;

  @BeforeAll
  static void connect(KubeApiServer started) throws IOException {
    server = started;
    connected = ConnectedApi.of(started.kubeconfig());
  }

  @AfterAll
  static void disconnect() {
    connected.close();
  }

  @Override
  protected Path kubeconfig() {
    return server.kubeconfig();
  }

  @Override
  protected KubeApi api() {
    return connected.api();
  }
}
