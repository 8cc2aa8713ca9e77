// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.client.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps this machine's Node and its Lease, on a virtual thread. */
final class NodeHeartbeat implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeHeartbeat.class);
  private static final String LEASES = "kube-node-lease";
  private static final Duration LEASE = Duration.ofSeconds(40);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final int STATUS_EVERY = 30;

  private final KubeApi api;
  private final AgentConfig config;
  private final Capacity capacity;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  NodeHeartbeat(KubeApi api, AgentConfig config, Capacity capacity, InstantSource clock) {
    this.api = api;
    this.config = config;
    this.capacity = capacity;
    this.clock = clock;
  }

  void start() {
    Thread.ofVirtual().name("node-heartbeat").start(this::run);
  }

  private void run() {
    boolean failing = false;
    try {
      for (int beat = 0; closed.getCount() > 0; beat++) {
        try {
          if (beat % STATUS_EVERY == 0 || failing) {
            node();
          }
          lease();
          failing = false;
        } catch (KubeException e) {
          log.atLevel(failing ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.WARN)
              .log("the node {} cannot tell that it lives: {}", config.node(), e.getMessage());
          failing = true;
        }
        closed.await(failing ? 1 : RENEWAL.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void node() {
    if (api.get(Resource.NODES, "", config.node()).isEmpty()) {
      try {
        api.create(Resource.NODES, "", NodeObject.of(config.node()));
      } catch (KubeException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
      }
    }
    Map<String, Object> status =
        NodeObject.status(config.node(), config.address(), capacity, clock.instant());
    api.patchStatus(Resource.NODES, "", config.node(), Patch.merge(Map.of("status", status)));
  }

  private void lease() {
    Instant now = clock.instant();
    Map<String, Object> renewal = Map.of("spec", Map.of("renewTime", Timestamps.micros(now)));
    try {
      api.patch(Resource.LEASES, LEASES, config.node(), Patch.merge(renewal));
    } catch (KubeException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      createLease(now);
    }
  }

  private void createLease(Instant now) {
    if (api.get(Resource.NAMESPACES, "", LEASES).isEmpty()) {
      Map<String, Object> namespace =
          Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", LEASES));
      try {
        api.create(Resource.NAMESPACES, "", namespace);
      } catch (KubeException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
      }
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("holderIdentity", config.node());
    spec.put("leaseDurationSeconds", LEASE.toSeconds());
    spec.put("renewTime", Timestamps.micros(now));
    Map<String, Object> lease = new LinkedHashMap<>();
    lease.put("apiVersion", "coordination.k8s.io/v1");
    lease.put("kind", "Lease");
    lease.put("metadata", Map.of("name", config.node(), "namespace", LEASES));
    lease.put("spec", spec);
    api.create(Resource.LEASES, LEASES, lease);
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** The Node as it is written. */
  private static final class NodeObject {
    static Map<String, Object> of(String name) {
      Map<String, Object> labels = new LinkedHashMap<>();
      labels.put("kubernetes.io/hostname", name);
      labels.put("kubernetes.io/os", os());
      labels.put("kubernetes.io/arch", architecture());
      return Map.of(
          "apiVersion", "v1",
          "kind", "Node",
          "metadata", Map.of("name", name, "labels", labels));
    }

    static Map<String, Object> status(String name, String address, Capacity capacity, Instant now) {
      Map<String, Object> ready = new LinkedHashMap<>();
      ready.put("type", "Ready");
      ready.put("status", "True");
      ready.put("reason", "AgentReady");
      ready.put("message", "the agent runs Pods");
      ready.put("lastHeartbeatTime", Timestamps.text(now));
      ready.put("lastTransitionTime", Timestamps.text(now));
      Map<String, Object> info = new LinkedHashMap<>();
      for (String unknown : List.of("machineID", "systemUUID", "bootID", "osImage")) {
        info.put(unknown, "");
      }
      info.put("kernelVersion", System.getProperty("os.version", ""));
      info.put("operatingSystem", os());
      info.put("architecture", architecture());
      info.put("containerRuntimeVersion", "slipway://1");
      info.put("kubeletVersion", "v1.34.0+slipway");
      info.put("kubeProxyVersion", "");
      Map<String, Object> status = new LinkedHashMap<>();
      status.put("capacity", capacity.json());
      status.put("allocatable", capacity.json());
      status.put("conditions", List.of(ready));
      status.put(
          "addresses",
          List.of(
              Map.of("type", "InternalIP", "address", address),
              Map.of("type", "Hostname", "address", name)));
      status.put("nodeInfo", info);
      return status;
    }

    private static String os() {
      return System.getProperty("os.name", "").startsWith("Mac") ? "darwin" : "linux";
    }

    private static String architecture() {
      String name = System.getProperty("os.arch", "");
      return switch (name) {
        case "aarch64" -> "arm64";
        case "x86_64" -> "amd64";
        default -> name;
      };
    }
  }
}
