// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.testing;

import io.slipway.controlplane.client.KubeApi;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** The agent as a node, on whichever API a subclass connects to. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class AgentContract {
  /** Of a user who may do everything. */
  protected abstract KubeApi api();

  @Nested
  final class PodLife extends PodLifeContract {
    PodLife() {
      super(AgentContract.this::api);
    }
  }

  @Nested
  final class PodSources extends PodSourcesContract {
    PodSources() {
      super(AgentContract.this::api);
    }
  }
}
