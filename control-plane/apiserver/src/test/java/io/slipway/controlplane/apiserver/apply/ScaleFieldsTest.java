// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleFieldsTest {
  private static final ScaleFields SCALE =
      new ScaleFields("apps/v1", Map.of("apps/v1", "spec.replicas"));

  private static final String APPLIED =
      """
      [{"manager": "a", "operation": "Apply", "apiVersion": "apps/v1", "time": "2026-01-01T00:00:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:paused": {}, "f:replicas": {}}}},
       {"manager": "other", "operation": "Update", "apiVersion": "apps/v1", "time": "2026-01-01T00:00:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:paused": {}}}}]
      """;

  @Test
  void whoOwnsTheReplicasOwnsThoseOfTheScale() {
    assertThat(SCALE.ofScale(Facts.json(APPLIED)))
        .hasToString(
            "[{\"manager\":\"a\",\"operation\":\"Apply\",\"apiVersion\":\"autoscaling/v1\","
                + "\"time\":\"2026-01-01T00:00:00Z\",\"fieldsType\":\"FieldsV1\","
                + "\"fieldsV1\":{\"f:spec\":{\"f:replicas\":{}}}}]");
  }

  @Test
  void aScaleNobodyOwnsHasNoEntries() {
    assertThat(SCALE.ofScale(Facts.json("[]"))).isNull();
  }

  @Test
  void whoScalesTakesTheReplicas() {
    JsonNode scale =
        Facts.json(
            """
            [{"manager": "hpa", "operation": "Update", "apiVersion": "autoscaling/v1",
              "time": "2026-01-01T00:01:00Z", "subresource": "scale", "fieldsType": "FieldsV1",
              "fieldsV1": {"f:spec": {"f:replicas": {}}}}]
            """);
    assertThat(String.valueOf(SCALE.ofObject(Facts.json(APPLIED), scale)))
        .contains(
            "{\"manager\":\"a\",\"operation\":\"Apply\",\"apiVersion\":\"apps/v1\","
                + "\"time\":\"2026-01-01T00:00:00Z\",\"fieldsType\":\"FieldsV1\","
                + "\"fieldsV1\":{\"f:spec\":{\"f:paused\":{}}}}")
        .contains("\"manager\":\"other\"")
        .contains(
            "{\"manager\":\"hpa\",\"operation\":\"Update\",\"apiVersion\":\"apps/v1\","
                + "\"time\":\"2026-01-01T00:01:00Z\",\"fieldsType\":\"FieldsV1\","
                + "\"fieldsV1\":{\"f:spec\":{\"f:replicas\":{}}},\"subresource\":\"scale\"}");
  }

  @Test
  void aScaleThatChangedNothingLeavesTheEntries() {
    JsonNode entries = Facts.json(APPLIED);
    assertThat(Facts.json(String.valueOf(SCALE.ofObject(entries, SCALE.ofScale(entries)))))
        .isEqualTo(Facts.json(APPLIED));
  }

  @Test
  void entriesOfVersionsThatAreGoneAreDropped() {
    String old = APPLIED.replace("apps/v1", "apps/v0");
    assertThat(SCALE.ofObject(Facts.json(old), Facts.json("[]"))).isNull();
  }
}
