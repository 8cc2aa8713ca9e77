// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.pod.PodSink;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what comes of Pods to the API. Thread-safe. */
final class ApiSink implements PodSink {
  private static final Logger log = LoggerFactory.getLogger(ApiSink.class);

  private final KubeApi api;

  /** Pods of which nothing is left here, and whose objects may still be there for others. */
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  ApiSink(KubeApi api) {
    this.api = api;
  }

  @Override
  public Optional<KubeObject> status(KubeObject known, Map<String, Object> status) {
    Map<String, Object> patch =
        Map.of("metadata", Map.of("resourceVersion", known.resourceVersion()), "status", status);
    try {
      return Optional.of(
          api.patchStatus(Resource.PODS, known.namespace(), known.name(), Patch.merge(patch)));
    } catch (KubeException e) {
      if (e.isNotFound() || e.isConflict()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public boolean gone(KubeObject known) {
    gone.add(known.uid());
    try {
      api.delete(Resource.PODS, known, 0);
      return true;
    } catch (KubeException e) {
      gone.remove(known.uid());
      log.warn("Pod {} is not removed from the API yet: {}", known.key(), e.getMessage());
      return false;
    }
  }

  /** Whether nothing is left to be done for a Pod, though its object is there. */
  boolean isGone(String uid) {
    return gone.contains(uid);
  }

  /** The object is gone too. */
  void forget(String uid) {
    gone.remove(uid);
  }
}
