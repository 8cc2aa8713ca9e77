// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.testing.ConnectedApi;
import io.slipway.controlplane.controllers.testing.WorkloadsContract;
import io.slipway.controlplane.testing.KubeApiServer;
import io.slipway.controlplane.testing.KubeApiServerExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The controllers on Kubernetes' own API, where no others are. */
@Tag("conformance")
@ExtendWith(KubeApiServerExtension.class)
class ControllersIT extends WorkloadsContract {
  private final KubeApiServer server;

  ControllersIT(KubeApiServer server) {
    this.server = server;
  }

  @Override
  protected Path kubeconfig() {
    return server.kubeconfig();
  }

  @Override
  protected ConnectedApi connect() throws IOException {
    return ConnectedApi.of(kubeconfig());
  }
}
