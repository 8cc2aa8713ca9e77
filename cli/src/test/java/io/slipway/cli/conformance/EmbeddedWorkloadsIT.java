// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import io.slipway.cli.testing.OwnApi;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.controllers.testing.WorkloadsContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The controllers of workloads on Slipway's own API. */
@Tag("conformance")
@SuppressWarnings("NullAway.Init") // before all tests
class EmbeddedWorkloadsIT extends WorkloadsContract {
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
  protected Path kubeconfig() {
    return own.kubeconfig();
  }

  @Override
  protected KubeApi api() {
    return own.api();
  }
}
