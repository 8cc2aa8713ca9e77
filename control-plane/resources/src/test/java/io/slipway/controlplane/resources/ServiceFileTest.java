// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.serving.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceFileTest {
  private static final String SIMPLEST =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata:
        name: iris
      spec:
        predictor:
          model:
            modelFormat:
              name: onnx
            storageUri: file:///models/iris
      """;

  @Test
  void readsTheSimplestService() {
    ServiceDefinition service = valid(SIMPLEST).definition();

    assertThat(service.name()).hasToString("default/iris");
    assertThat(service.modelName()).isEqualTo("iris");
    assertThat(service.modelFormat()).isEqualTo("onnx");
    assertThat(service.storageUri()).isEqualTo("file:///models/iris");
    assertThat(service.protocol()).isEqualTo(Protocol.V1);
    assertThat(valid(SIMPLEST).ignored()).isEmpty();
  }

  @Test
  void pointsAtTheFieldAndSuggestsTheNameThatWasMeant() {
    String text = SIMPLEST.replace("storageUri", "storageUrl");

    assertThat(invalid(text).message())
        .contains(
            "s.yaml:10:7: spec.predictor.model.storageUrl: unknown field (did you mean"
                + " storageUri?)");
  }

  static ServiceReading.Valid valid(String text) {
    List<ServiceReading> readings = ServiceFile.read(text, "s.yaml", FieldValidation.STRICT);
    assertThat(readings).singleElement().isInstanceOf(ServiceReading.Valid.class);
    return (ServiceReading.Valid) readings.getFirst();
  }

  static ServiceReading.Invalid invalid(String text) {
    List<ServiceReading> readings = ServiceFile.read(text, "s.yaml", FieldValidation.STRICT);
    assertThat(readings).singleElement().isInstanceOf(ServiceReading.Invalid.class);
    return (ServiceReading.Invalid) readings.getFirst();
  }
}
