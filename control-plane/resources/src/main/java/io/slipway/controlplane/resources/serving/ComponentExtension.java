// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What predictor, transformer and explainer have in common besides their containers. Null stands
 * for what the user left out.
 *
 * @param maxReplicas 0 is no bound
 * @param timeoutSeconds how long a request may take
 */
public record ComponentExtension(
    @Nullable Integer minReplicas,
    int maxReplicas,
    @Nullable Integer scaleTarget,
    @Nullable String scaleMetric,
    @Nullable Long containerConcurrency,
    @Nullable Long timeoutSeconds,
    @Nullable Long canaryTrafficPercent,
    @Nullable Logger logger,
    @Nullable Batcher batcher,
    List<StorageUri> storageUris,
    Map<String, String> labels,
    Map<String, String> annotations) {

  /**
   * Where requests and responses are sent.
   *
   * @param mode all, request or response
   * @param headers of requests that go along
   * @param annotations of the service, by name, that go along
   */
  public record Logger(
      @Nullable String url, String mode, List<String> headers, List<String> annotations) {
    public Logger {
      headers = List.copyOf(headers);
      annotations = List.copyOf(annotations);
    }
  }

  /** Requests are put together up to a number of instances or for some milliseconds. */
  public record Batcher(
      @Nullable Integer maxBatchSize, @Nullable Integer maxLatency, @Nullable Integer timeout) {}

  /** One of several places that make up a model directory. */
  public record StorageUri(String uri, @Nullable String mountPath) {}

  public ComponentExtension {
    storageUris = List.copyOf(storageUris);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  ComponentExtension withMinReplicas(int replicas) {
    return new ComponentExtension(
        replicas,
        maxReplicas,
        scaleTarget,
        scaleMetric,
        containerConcurrency,
        timeoutSeconds,
        canaryTrafficPercent,
        logger,
        batcher,
        storageUris,
        labels,
        annotations);
  }
}
