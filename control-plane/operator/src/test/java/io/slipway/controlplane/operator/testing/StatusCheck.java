// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.testing;

import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.resources.ServiceFile;
import io.slipway.controlplane.resources.ServiceReading;
import io.slipway.controlplane.resources.schema.FieldValidation;
import java.util.List;
import java.util.Map;

/** Holds a status against KServe's schema, which the table of fields is. */
public final class StatusCheck {
  private StatusCheck() {}

  /** What KServe's schema has against it; empty if nothing. */
  public static String faults(Map<String, Object> status) {
    Map<String, Object> service =
        Map.of(
            "apiVersion",
            "serving.kserve.io/v1beta1",
            "kind",
            "InferenceService",
            "metadata",
            Map.of("name", "iris"),
            "spec",
            Map.of("predictor", Map.of("onnx", Map.of("storageUri", "file:///m"))),
            "status",
            status);
    List<ServiceReading> readings =
        ServiceFile.read(Json.text(service), "status", FieldValidation.STRICT);
    return readings.getFirst() instanceof ServiceReading.Fault fault ? fault.message() : "";
  }
}
