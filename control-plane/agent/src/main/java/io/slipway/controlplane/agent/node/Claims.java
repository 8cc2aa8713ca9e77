// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Following;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds PersistentVolumeClaims: each is a directory of this machine, made when a Pod uses it first.
 * It stays when the claim is deleted, as a volume with the policy {@code Retain} does.
 */
final class Claims implements Following.Listener {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private final KubeApi api;

  Claims(KubeApi api) {
    this.api = api;
  }

  @Override
  public void changed(KubeObject claim) {
    if (claim.status().text("phase").equals("Bound") || claim.isDeleting()) {
      return;
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("phase", "Bound");
    status.put("accessModes", List.copyOf(claim.spec().texts("accessModes")));
    Fields requests = claim.spec().fields("resources").fields("requests");
    status.put("capacity", Map.of("storage", requests.textOrNumber("storage")));
    try {
      api.patchStatus(
          Resource.VOLUME_CLAIMS,
          claim.namespace(),
          claim.name(),
          Patch.merge(Map.of("status", status)));
    } catch (KubeException e) {
      if (!e.isNotFound()) {
        log.warn("the claim {} cannot be bound: {}", claim.key(), e.getMessage());
      }
    }
  }

  @Override
  public void deleted(KubeObject last) {
    // its directory stays
  }
}
