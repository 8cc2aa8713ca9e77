// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.controllers.kubernetes.Controllers;
import io.slipway.controlplane.store.ObjectStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The controllers of Kubernetes' own workloads, from the first object on that one of them is for.
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
    workloads.first.await();
    return workloads;
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
