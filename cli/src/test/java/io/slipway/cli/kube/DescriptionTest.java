// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {
  @Test
  void whoItIsComesFirstAndFieldsStandUnderTheirParents() {
    assertThat(
            describe(
                """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata:
                  name: iris
                  namespace: lab
                  labels: {a: "1", b: "2"}
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: '{}'
                  uid: u-1
                  managedFields: [{manager: x}]
                spec:
                  predictor:
                    model:
                      modelFormat: {name: onnx}
                      storageUri: file:///m
                    args: [--a, b]
                    nodeSelector: {}
                status:
                  conditions:
                  - {type: Ready, status: "False", message: "two\\nlines"}
                  - {type: Other, status: "True"}
                """))
        .isEqualTo(
            """
            Name:         iris
            Namespace:    lab
            Labels:       a=1
                          b=2
            Annotations:  <none>
            API Version:  serving.kserve.io/v1beta1
            Kind:         InferenceService
            Metadata:
              UID:  u-1
            Spec:
              Predictor:
                Model:
                  Model Format:
                    Name:  onnx
                  Storage URI:  file:///m
                Args:
                  - --a
                  - b
                Node Selector:  <none>
            Status:
              Conditions:
                - Type:     Ready
                  Status:   False
                  Message:
                    two
                    lines
                - Type:    Other
                  Status:  True\
            """);
  }

  @Test
  void aSecretKeepsWhatIsInIt() {
    assertThat(
            describe(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                data: {adminPassword: aHVudGVyMg==}
                """))
        .contains("Data:\n  adminPassword:  7 bytes")
        .doesNotContain("aHVudGVyMg", "Metadata");
  }

  @ParameterizedTest
  @CsvSource({
    "observedGeneration, Observed Generation",
    "apiVersion, API Version",
    "podIPs, Pod IPs",
    "storageUri, Storage URI",
    "uid, UID",
    "app.kubernetes.io/name, app.kubernetes.io/name",
    "tls.crt, tls.crt"
  })
  void aNameOfAFieldIsATitle(String name, String title) {
    assertThat(Description.title(name)).isEqualTo(title);
  }

  private static String describe(String yaml) {
    return String.join(
        "\n", Description.of(ObjectDocument.readAll(yaml, "test").getFirst().json()));
  }
}
