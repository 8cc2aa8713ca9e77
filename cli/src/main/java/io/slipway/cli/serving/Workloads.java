// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.controllers.job.Jobs;
import io.slipway.controlplane.controllers.kubernetes.Controllers;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The controllers of Kubernetes' own workloads, from the first object on that one of them is for;
 * at a start also if all such objects have gone, and have left Pods that only a controller lets go.
 */
final class Workloads {
  private static final List<String> RESOURCES =
      List.of(
          "services",
          "apps/deployments",
          "apps/replicasets",
          "apps/statefulsets",
          "batch/jobs",
          "batch/cronjobs");

  private final FirstObject first;
  private volatile @Nullable Controllers controllers;

  private Workloads(ObjectStore store, KubeApi api) {
    first = new FirstObject(store, RESOURCES, () -> controllers = Controllers.start(api));
  }

  /**
   * Does not wait for anything.
   *
   * @param store where the objects of the API are
   */
  static Workloads start(ObjectStore store, KubeApi api) {
    Workloads workloads = new Workloads(store, api);
    if (!workloads.first.await() && hasPodsOfJobs(store)) {
      workloads.first.begin();
    }
    return workloads;
  }

  /**
   * Whether there are Pods that wait for their Job's end to be counted. Its controller lets them go
   * when their Job is there no more; nobody else does.
   */
  private static boolean hasPodsOfJobs(ObjectStore store) {
    Scope pods = Scope.all("pods");
    if (store.count(pods) == 0) { // the rule at a start: nothing is read for it
      return false;
    }
    for (Stored pod : store.list(pods, ListPosition.start(0), 0).objects()) {
      // a look for the word, not for the field: a Pod that only speaks of it costs a start
      if (new String(pod.value(), StandardCharsets.UTF_8).contains(Jobs.TRACKING)) {
        return true;
      }
    }
    return false;
  }

  /** Ends all work; what was made stays, and the next start goes on with it. */
  void stop() throws InterruptedException {
    first.stop();
    Controllers running = controllers;
    if (running != null) {
      running.stop();
    }
  }
}
