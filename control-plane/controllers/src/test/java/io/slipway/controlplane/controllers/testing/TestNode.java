// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.testing;

import io.slipway.controlplane.client.Following;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.client.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says of the Pods of a namespace that they run, or have ended: whatever the image of the first
 * container is called: {@code runs}, {@code succeeds}, {@code fails} (all of them may be followed
 * by {@code :TAG}); of others it says nothing.
 */
final class TestNode implements Following.Listener, AutoCloseable {
  private final KubeApi api;
  private final Following following;
  private final AtomicInteger addresses = new AtomicInteger(1);

  TestNode(KubeApi api, String namespace) {
    this.api = api;
    this.following = new Following(api, Resource.PODS, namespace, "", this);
    following.start();
  }

  @Override
  public void changed(KubeObject pod) {
    String phase = pod.status().text("phase", "Pending");
    if (!phase.equals("Pending") || pod.isDeleting()) {
      return;
    }
    String image = pod.spec().list("containers").getFirst().text("image");
    String does = image.substring(0, (image + ":").indexOf(':'));
    switch (does) {
      case "runs" -> say(pod, "Running", "True");
      case "succeeds" -> say(pod, "Succeeded", "False");
      case "fails" -> say(pod, "Failed", "False");
      default -> {}
    }
  }

  void say(KubeObject pod, String phase, String ready) {
    Map<String, Object> condition =
        Map.of(
            "type", "Ready", "status", ready, "lastTransitionTime", Timestamps.text(Instant.now()));
    String address = "10.0.0." + addresses.getAndIncrement();
    Map<String, Object> status =
        Map.of(
            "phase",
            phase,
            "conditions",
            List.of(condition),
            "podIP",
            address,
            "podIPs",
            List.of(Map.of("ip", address)));
    try {
      api.patchStatus(
          Resource.PODS, pod.namespace(), pod.name(), Patch.merge(Map.of("status", status)));
    } catch (KubeException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public void deleted(KubeObject last) {}

  @Override
  public void close() {
    following.close();
  }
}
