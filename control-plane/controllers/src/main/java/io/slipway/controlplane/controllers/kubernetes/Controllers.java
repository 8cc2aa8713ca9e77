// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.queue.Backoff;
import io.slipway.controlplane.client.queue.WorkQueue;
import io.slipway.controlplane.controllers.cronjob.CronJobs;
import io.slipway.controlplane.controllers.deployment.Deployments;
import io.slipway.controlplane.controllers.endpoints.Endpoints;
import io.slipway.controlplane.controllers.job.Jobs;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.plan.Controller;
import io.slipway.controlplane.controllers.replicaset.ReplicaSets;
import io.slipway.controlplane.controllers.statefulset.StatefulSets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The controllers of Kubernetes' own kinds: ReplicaSets, Deployments, StatefulSets, Jobs, CronJobs
 * and the EndpointSlices of Services. On a cluster Kubernetes has them; here one of it runs for an
 * API. It watches these kinds and Pods, and other kinds only once there is an object that needs
 * them.
 */
public final class Controllers {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofMinutes(1));
  private static final int AT_ONCE = 2;

  private final Map<Kind, Controller> controllers = new EnumMap<>(Kind.class);
  private final Caches caches;
  private final WorkQueue<Work> queue;

  private Controllers(KubeApi api, InstantSource clock) {
    List<Controller> all =
        List.of(
            new ReplicaSets(),
            new Deployments(),
            new StatefulSets(),
            new Jobs(),
            new CronJobs(),
            new Endpoints());
    all.forEach(each -> controllers.put(each.kind(), each));
    this.caches = new Caches(api, this::changed, this::listed);
    Writes writes = new Writes(api, caches);
    this.queue =
        new WorkQueue<>(
            "controllers",
            BACKOFF,
            new Reconciler(controllers, caches, writes, new Refusals(api), clock));
  }

  /**
   * Begins to read the API and to work; waits for nothing. An API that cannot be read is tried
   * again.
   *
   * @param api answers until after {@link #stop}
   */
  public static Controllers start(KubeApi api) {
    return start(api, InstantSource.system());
  }

  /** The same by another clock. */
  public static Controllers start(KubeApi api, InstantSource clock) {
    Controllers controllers = new Controllers(api, clock);
    controllers.queue.start(AT_ONCE);
    Set<Kind> first = EnumSet.of(Kind.POD); // some may wait for a Job that is gone already
    first.addAll(controllers.controllers.keySet());
    boolean _ = controllers.caches.know(first);
    return controllers;
  }

  /** Ends all work; what it has made stays, and the next goes on with it. */
  public void stop() throws InterruptedException {
    queue.stop();
    caches.stop();
  }

  /** All of a kind are known: those that have waited for it are looked at. */
  private void listed(Kind kind) {
    for (Controller controller : controllers.values()) {
      if (controller.kind() == kind || controller.reads().contains(kind)) {
        for (KubeObject object : caches.of(controller.kind()).all()) {
          add(controller.kind(), object.namespace(), object.name());
        }
      }
    }
    if (kind == Kind.POD || kind == Kind.JOB) { // whichever comes last
      for (KubeObject pod : caches.of(Kind.POD).all()) {
        forgotten(pod);
      }
    }
  }

  /** A Pod of a Job that went while nobody watched is to be let go. */
  private void forgotten(KubeObject pod) {
    String job = Jobs.jobOf(pod);
    if (!job.isEmpty()) {
      add(Kind.JOB, pod.namespace(), job);
    }
  }

  private void changed(Kind kind, KubeObject object) {
    if (controllers.containsKey(kind)) {
      add(kind, object.namespace(), object.name());
    }
    owners(kind, object);
    if (kind == Kind.POD) {
      podChanged(object);
    }
  }

  private void owners(Kind kind, KubeObject object) {
    Fields controller = Owners.controller(object);
    if (controller.isEmpty()) {
      for (Kind adopter : adopters(kind)) {
        for (KubeObject owner : caches.all(adopter, object.namespace())) {
          add(adopter, owner.namespace(), owner.name());
        }
      }
      return;
    }
    Optional<Kind> owner = Kind.of(controller.text("apiVersion"), controller.text("kind"));
    if (owner.isPresent() && controllers.containsKey(owner.get())) {
      add(owner.get(), object.namespace(), controller.text("name"));
    }
  }

  /** Who may take an object that nobody controls. */
  private static List<Kind> adopters(Kind kind) {
    return switch (kind) {
      case POD -> List.of(Kind.REPLICA_SET, Kind.STATEFUL_SET, Kind.JOB);
      case REPLICA_SET -> List.of(Kind.DEPLOYMENT);
      case SERVICE,
          VOLUME_CLAIM,
          ENDPOINT_SLICE,
          DEPLOYMENT,
          STATEFUL_SET,
          CONTROLLER_REVISION,
          JOB,
          CRON_JOB ->
          List.of();
    };
  }

  private void podChanged(KubeObject pod) {
    forgotten(pod);
    for (KubeObject service : caches.all(Kind.SERVICE, pod.namespace())) {
      if (Endpoints.selects(service, pod.labels())) {
        add(Kind.SERVICE, service.namespace(), service.name());
      }
    }
    Fields controller = Owners.controller(pod);
    if (controller.text("kind").equals(Kind.REPLICA_SET.kind())) {
      // a Deployment that recreates waits for the last of its old Pods
      caches
          .find(Kind.REPLICA_SET, pod.namespace(), controller.text("name"))
          .ifPresent(set -> owners(Kind.REPLICA_SET, set));
    }
  }

  private void add(Kind kind, String namespace, String name) {
    queue.add(new Work(kind, namespace, name));
  }
}
