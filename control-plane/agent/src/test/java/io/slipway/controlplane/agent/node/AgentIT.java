// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.testing.AgentContract;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.testing.ConnectedApi;
import io.slipway.controlplane.testing.KubeApiServer;
import io.slipway.controlplane.testing.KubeApiServerExtension;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent as the node of Kubernetes' own API. */
@Tag("conformance")
@ExtendWith(KubeApiServerExtension.class)
@SuppressWarnings("NullAway.Init") // before all tests
class AgentIT extends AgentContract {
  private static ConnectedApi connected;

  @BeforeAll
  static void connect(KubeApiServer server) throws IOException {
    connected = ConnectedApi.of(server.kubeconfig());
  }

  @AfterAll
  static void disconnect() {
    connected.close();
  }

  @Override
  protected KubeApi api() {
    return connected.api();
  }
}
