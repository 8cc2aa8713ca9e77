// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.testing.Yaml;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnservedStatusTest {
  private static final ApiObject GRAPH =
      Yaml.object(
          """
          apiVersion: serving.kserve.io/v1alpha1
          kind: InferenceGraph
          metadata: {name: g, namespace: team, generation: 3}
          spec: {nodes: {root: {routerType: Sequence}}}
          """);

  @Test
  void saysThatNothingServesTheObjectAndWhatToDo() {
    Map<String, Object> status = UnservedStatus.of(GRAPH, Instant.parse("2026-01-01T00:00:00Z"));

    assertThat(Fields.number(status, 0, "observedGeneration")).isEqualTo(3);
    assertThat(Fields.maps(status, "conditions"))
        .singleElement()
        .satisfies(ready -> {
          assertThat(ready)
              .containsEntry("type", "Ready")
              .containsEntry("status", "False")
              .containsEntry("reason", "NotSupported");
          assertThat(Fields.text(ready, "message"))
              .startsWith("spec.nodes: ")
              .contains("call the services of its steps");
        });
  }

  @Test
  void staysAsItIs() {
    Map<String, Object> status = UnservedStatus.of(GRAPH, Instant.parse("2026-01-01T00:00:00Z"));
    ApiObject known = GRAPH.with("status", status);

    assertThat(Json.same(UnservedStatus.of(known, Instant.parse("2026-01-02T00:00:00Z")), status))
        .isTrue();
  }
}
