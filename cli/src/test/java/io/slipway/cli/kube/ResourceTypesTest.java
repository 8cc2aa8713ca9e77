// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.command.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceTypesTest {
  private final ResourceTypes types = Discovered.types();

  @ParameterizedTest
  @CsvSource({
    "pods, /api/v1/namespaces/lab/pods",
    "pod, /api/v1/namespaces/lab/pods",
    "po, /api/v1/namespaces/lab/pods",
    "Pod, /api/v1/namespaces/lab/pods",
    "ns, /api/v1/namespaces",
    "events, /api/v1/namespaces/lab/events",
    "ev, /api/v1/namespaces/lab/events",
    "events.events.k8s.io, /apis/events.k8s.io/v1/namespaces/lab/events",
    "events.v1.events.k8s.io, /apis/events.k8s.io/v1/namespaces/lab/events",
    "isvc, /apis/serving.kserve.io/v1beta1/namespaces/lab/inferenceservices",
    "InferenceService.serving.kserve.io, "
        + "/apis/serving.kserve.io/v1beta1/namespaces/lab/inferenceservices",
    "inferenceservices.v1alpha1.serving.kserve.io, "
        + "/apis/serving.kserve.io/v1alpha1/namespaces/lab/inferenceservices",
    "clusterservingruntimes, /apis/serving.kserve.io/v1alpha1/clusterservingruntimes"
  })
  void aTypeIsFoundByEachOfItsNames(String word, String path) {
    assertThat(types.named(word).path("lab")).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobs", "pods.apps", "serviceaccounts", "v1", ""})
  void whatIsNoneIsNamed(String word) {
    assertThatThrownBy(() -> types.named(word))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the server doesn't have a resource type \"" + word + "\"");
  }

  @Test
  void aCategoryStandsForItsTypesEachOnce() {
    assertThat(types.allNamed("all"))
        .extracting(ResourceType::qualified)
        .containsExactly("pods", "services", "inferenceservices.serving.kserve.io");
    assertThatThrownBy(() -> types.named("all")).hasMessageContaining("several types");
  }

  @Test
  void anObjectsTypeIsThatOfItsVersion() {
    assertThat(types.of("serving.kserve.io/v1alpha1", "InferenceService"))
        .extracting(ResourceType::version)
        .isEqualTo("v1alpha1");
    assertThat(types.of("v1", "InferenceService")).isNull();
  }

  @Test
  void anObjectIsCalledSoThatItCanBeGivenAgain() {
    assertThat(types.named("isvc").called("iris"))
        .isEqualTo("inferenceservice.serving.kserve.io/iris");
    assertThat(types.named("po").called("a")).isEqualTo("pod/a");
  }

  @Test
  void aServerWithoutAggregatedDiscoveryIsRefused() {
    assertThatThrownBy(() -> ResourceTypes.of(KubeJson.object(), KubeJson.object()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no aggregated discovery");
  }
}
