// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code serving.kserve.io/v1beta1 InferenceService}, the part of it that is used. Immutable.
 *
 * @param canary further predictors that take a share of the traffic
 */
public record InferenceService(
    Metadata metadata,
    Predictor predictor,
    @Nullable Transformer transformer,
    @Nullable Explainer explainer,
    List<Canary> canary) {

  public static final String API_VERSION = "serving.kserve.io/v1beta1";
  public static final String KIND = "InferenceService";

  /**
   * Of the object's metadata what users write.
   *
   * @param namespace null until defaults are set
   */
  public record Metadata(
      String name,
      @Nullable String namespace,
      Map<String, String> labels,
      Map<String, String> annotations,
      long generation) {
    public Metadata {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
    }
  }

  /** Code before and after the predictor. */
  public record Transformer(List<Container> containers, ComponentExtension extension) {
    public Transformer {
      containers = List.copyOf(containers);
    }
  }

  /**
   * What explains predictions.
   *
   * @param artType the attack of the Adversarial Robustness Toolbox; null for custom containers
   */
  public record Explainer(
      @Nullable String artType, List<Container> containers, ComponentExtension extension) {
    public Explainer {
      containers = List.copyOf(containers);
    }
  }

  /** A predictor with its share of the traffic in percent. */
  public record Canary(Predictor predictor, int trafficPercent) {}

  public InferenceService {
    canary = List.copyOf(canary);
  }
}
