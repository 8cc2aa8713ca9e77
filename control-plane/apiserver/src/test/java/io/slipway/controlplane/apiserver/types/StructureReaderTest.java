// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.testing.Facts;
import io.slipway.controlplane.apiserver.types.StructureReader.Reading;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructureReaderTest {
  @Test
  void leavesOutAndReportsWhatThereIsNot() {
    Reading reading =
        read(
            """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d", "nope": 1},
             "spec": {"replica": 3, "template": {"spec": {"containers": [{"name": "a"}, {"name": "b", "img": "x"}]}}}}
            """);
    assertThat(reading.unknownFields())
        .containsExactly("metadata.nope", "spec.replica", "spec.template.spec.containers[1].img");
    assertThat(reading.strictProblem())
        .isEqualTo(
            "strict decoding error: unknown field \"metadata.nope\", unknown field"
                + " \"spec.replica\", unknown field \"spec.template.spec.containers[1].img\"");
    assertThat(reading.document())
        .hasToString(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"d\"},"
                + "\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"a\"},"
                + "{\"name\":\"b\"}]}}}}");
  }

  @Test
  void nullsAreLikeNothing() {
    Reading reading =
        read(
            """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"creationTimestamp": null,
              "labels": {"a": null, "b": "c"}}, "spec": {"replicas": null,
              "template": {"spec": {"containers": null, "tolerations": [null]}}}, "status": null}
            """);
    assertThat(reading.document())
        .hasToString(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"labels\":"
                + "{\"a\":\"\",\"b\":\"c\"}},\"spec\":{\"template\":{\"spec\":{\"tolerations\":"
                + "[{}]}}}}");
    assertThat(reading.strictProblem()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"replicas\": \"3\"} | string into Go struct field DeploymentSpec.spec.replicas of type"
            + " int32",
        "{\"replicas\": 1.5} | number 1.5 into Go struct field DeploymentSpec.spec.replicas of type"
            + " int32",
        "{\"replicas\": 3000000000} | number 3000000000 into Go struct field"
            + " DeploymentSpec.spec.replicas of type int32",
        "{\"paused\": \"x\"} | string into Go struct field DeploymentSpec.spec.paused of type bool",
        "{\"template\": []} | array into Go struct field DeploymentSpec.spec.template of type"
            + " v1.PodTemplateSpec",
        "{\"template\": {\"spec\": {\"containers\": {}}}} | object into Go struct field"
            + " PodSpec.spec.template.spec.containers of type []v1.Container",
        "{\"template\": {\"spec\": {\"containers\": [{\"env\": [{\"name\": \"A\", \"value\":"
            + " 1}]}]}}} | number into Go struct field"
            + " EnvVar.spec.template.spec.containers.env.value of type string",
        "{\"template\": {\"metadata\": {\"labels\": {\"a\": true}}}} | bool into Go struct field"
            + " ObjectMeta.spec.template.metadata.labels of type string",
        "{\"template\": {\"metadata\": {\"labels\": \"a\"}}} | string into Go struct field"
            + " ObjectMeta.spec.template.metadata.labels of type map[string]string",
      })
  void refusesOtherTypes(String spec, String problem) {
    assertThatThrownBy(() ->
            read("{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"spec\": " + spec + "}"))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.status().code()).isEqualTo(400))
        .hasMessage(
            "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal"
                + " "
                + problem);
  }

  @Test
  void whatMayBeAnythingStaysAsItIs() {
    String document =
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"ports\":[{\"port\":80,"
            + "\"targetPort\":\"http\"},{\"port\":81,\"targetPort\":8081}]}}";
    TypeDescription service = Objects.requireNonNull(BuiltinTypes.of("v1", "Service"));
    assertThat(StructureReader.read(service, (ObjectNode) Facts.json(document)).document())
        .hasToString(document);
  }

  private static Reading read(String json) {
    TypeDescription type = Objects.requireNonNull(BuiltinTypes.of("apps/v1", "Deployment"));
    return StructureReader.read(type, (ObjectNode) Facts.json(json));
  }
}
