// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.time.Duration;
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

  /**
   * Requests are put together. As with KServe, what is not above 0 stands for the default.
   *
   * @param maxBatchSize how many instances
   * @param maxLatency how many milliseconds a request waits for others
   * @param timeout how many seconds a request may wait in all
   */
  public record Batcher(
      @Nullable Integer maxBatchSize, @Nullable Integer maxLatency, @Nullable Integer timeout) {
    private static final int DEFAULT_SIZE = 32;
    private static final int DEFAULT_LATENCY = 5000;

    /** How many instances run together at most. */
    public int size() {
      return positive(maxBatchSize, DEFAULT_SIZE);
    }

    /** How long a request waits for others. */
    public Duration delay() {
      return Duration.ofMillis(positive(maxLatency, DEFAULT_LATENCY));
    }

    /** How long a request may wait in all; zero for any time. */
    public Duration patience() {
      return Duration.ofSeconds(positive(timeout, 0));
    }

    private static int positive(@Nullable Integer value, int otherwise) {
      return value == null || value <= 0 ? otherwise : value;
    }
  }

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
