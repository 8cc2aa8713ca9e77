// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.pods;

import io.slipway.cli.testing.OwnApi;
import io.slipway.controlplane.agent.testing.AgentContract;
import io.slipway.controlplane.client.KubeApi;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The agent as the node of our own API. */
@SuppressWarnings("NullAway.Init") // before all tests
class EmbeddedAgentIT extends AgentContract {
  @TempDir private static Path data;
  private static OwnApi own;

  @BeforeAll
  static void startApi() throws IOException {
    own = OwnApi.start(data);
  }

  @AfterAll
  static void stopApi() {
    own.close();
  }

  @Override
  protected KubeApi api() {
    return own.api();
  }
}
