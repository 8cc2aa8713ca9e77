// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Which Pods belong to an object that has some. */
public final class PodChoice {
  private static final String OF_SERVICE = "serving.kserve.io/inferenceservice";

  private PodChoice() {}

  /**
   * The selector of an object's Pods.
   *
   * @throws CommandFailure if the object has none, or one that is not of equal labels only
   */
  public static String selector(JsonNode object) {
    String kind = object.path("kind").asText();
    if (kind.equals("InferenceService")) {
      return OF_SERVICE + "=" + object.path("metadata").path("name").asText();
    }
    JsonNode selector = object.path("spec").path("selector");
    JsonNode labels = kind.equals("Service") ? selector : selector.path("matchLabels");
    if (labels.isEmpty() || !selector.path("matchExpressions").isEmpty()) {
      throw new CommandFailure(
          "the Pods of a %s cannot be told by its labels (expected: a Pod, or -l LABELS)"
              .formatted(kind));
    }
    StringJoiner joined = new StringJoiner(",");
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      joined.add(label.getKey() + "=" + label.getValue().asText());
    }
    return joined.toString();
  }

  /** Their names: those that run first, and of them the newest. */
  public static List<String> names(List<? extends JsonNode> pods) {
    List<JsonNode> sorted = new ArrayList<>(pods);
    sorted.sort(
        Comparator.<JsonNode, Boolean>comparing(
                pod -> !pod.path("status").path("phase").asText().equals("Running"))
            .thenComparing(
                pod -> pod.path("metadata").path("creationTimestamp").asText(),
                Comparator.reverseOrder()));
    return sorted.stream().map(pod -> pod.path("metadata").path("name").asText()).toList();
  }
}
