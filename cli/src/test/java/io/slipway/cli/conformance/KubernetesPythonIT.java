// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Unmodified Python clients of Kubernetes and of Kubeflow on {@code slipway up}, with nothing but
 * the kubeconfig.
 */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class KubernetesPythonIT {
  private static SlipwayProcess server;

  @SuppressWarnings("NullAway.Init") // set before all tests
  KubernetesPythonIT() {}

  @BeforeAll
  static void start() throws Exception {
    server = SlipwayProcess.up();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void kubernetesClient() throws Exception {
    assertPass(
        "kubernetes_client.py",
        List.of(
            "version and kinds",
            "create, read, delete",
            "lists",
            "watch",
            "errors",
            "deployments",
            "custom objects",
            "server-side apply",
            "dynamic client",
            "files",
            "access"));
  }

  @Test
  void trainingAndKatibClients() throws Exception {
    assertPass(
        "kubeflow_clients.py",
        List.of(
            "training: create, get, list",
            "training: conditions",
            "training: update",
            "training: delete",
            "katib: create, get, list",
            "katib: conditions",
            "katib: budget",
            "katib: trials and suggestions",
            "katib: delete",
            "trainer: runtimes",
            "trainer: train, list, get",
            "trainer: delete"));
  }

  private static void assertPass(String script, List<String> checks)
      throws IOException, InterruptedException {
    PythonEnvironment environment = PythonEnvironment.openKubernetes();
    PythonChecks.assertPass(environment.script(script, server.kubeconfig().toString()), checks);
  }
}
