// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.resources.serving.ComponentExtension;
import io.slipway.controlplane.resources.serving.ComponentExtension.Batcher;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a component asks of its server beside the model, as annotations of its Pods: KServe's
 * webhook reads these to add its agent, Slipway's model server to do the same itself.
 */
final class ServerAnnotations {
  private static final String PREFIX = "internal.serving.kserve.io/";

  private ServerAnnotations() {}

  static Map<String, String> of(ComponentExtension extension) {
    Map<String, String> annotations = new LinkedHashMap<>();
    Long concurrency = extension.containerConcurrency();
    if (concurrency != null && concurrency > 0) {
      annotations.put("slipway.io/container-concurrency", concurrency.toString());
    }
    Batcher batcher = extension.batcher();
    if (batcher != null) {
      annotations.put(PREFIX + "batcher", "true");
      put(annotations, "batcher-max-batchsize", batcher.maxBatchSize());
      put(annotations, "batcher-max-latency", batcher.maxLatency());
      put(annotations, "batcher-timeout", batcher.timeout());
    }
    return annotations;
  }

  private static void put(Map<String, String> annotations, String key, @Nullable Object value) {
    if (value != null) {
      annotations.put(PREFIX + key, value.toString());
    }
  }
}
