// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.OwnApi;
import io.slipway.controlplane.client.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path data;

  /** As it is after a Job was deleted, and the process ended before its Pods were let go. */
  private static Map<String, Object> podOfAJobThatIsGone() {
    Map<String, Object> owner =
        Map.of(
            "apiVersion",
            "batch/v1",
            "kind",
            "Job",
            "name",
            "sum",
            "uid",
            "0d1c7a30-0000-4000-8000-000000000000",
            "controller",
            true);
    return Map.of(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        Map.of(
            "name",
            "sum-x",
            "finalizers",
            List.of("batch.kubernetes.io/job-tracking"),
            "ownerReferences",
            List.of(owner)),
        "spec",
        Map.of("containers", List.of(Map.of("name", "main", "image", "a"))));
  }

  @Test
  void podsOfJobsThatAreGoneAreLetGoAfterAStartWithoutAnyWorkload() throws Exception {
    try (OwnApi own = OwnApi.start(data)) {
      own.api().create(Resource.PODS, "default", podOfAJobThatIsGone());

      Workloads workloads = Workloads.start(own.store(), own.api());

      await().atMost(LIMIT).until(() -> own.api().get(Resource.PODS, "default", "sum-x").isEmpty());
      workloads.stop();
    }
  }
}
