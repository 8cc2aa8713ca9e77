// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.runtime.BuiltInRuntimes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the Pods of a revision are made by. */
public record PodTemplate(
    Map<String, String> labels, Map<String, String> annotations, Map<String, Object> spec) {
  public PodTemplate {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  static PodTemplate of(Map<String, Object> template) {
    return new PodTemplate(
        Fields.texts(template, "metadata", "labels"),
        Fields.texts(template, "metadata", "annotations"),
        Fields.map(template, "spec"));
  }

  Map<String, Object> asFields() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("labels", labels);
    metadata.put("annotations", annotations);
    return Map.of("metadata", metadata, "spec", spec);
  }

  /** Whether the Pods run inside of Slipway's process, where there is one. */
  public boolean runsInside() {
    for (Map<String, Object> container : Fields.maps(spec, "containers")) {
      if (Fields.text(container, "image").equals(BuiltInRuntimes.MODEL_SERVER_IMAGE)) {
        return !"process".equals(annotations.get(DeployContract.ISOLATION_ANNOTATION));
      }
    }
    return false;
  }

  /** Whether the Pods would be the same. */
  public boolean sameAs(PodTemplate other) {
    return labels.equals(other.labels)
        && annotations.equals(other.annotations)
        && Json.same(spec, other.spec);
  }
}
