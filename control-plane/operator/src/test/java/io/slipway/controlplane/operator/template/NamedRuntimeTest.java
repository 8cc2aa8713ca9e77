// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services that say which runtime they want, and as little else as KServe lets them. */
class NamedRuntimeTest {
  @Test
  void needNoProtocol() throws UnservableException {
    assertThat(server("protocolVersions: [v2]", "modelFormat: {name: sklearn}, runtime: one"))
        .containsEntry("image", "server");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void mayHaveAModelOrNone(boolean multiModel) throws UnservableException {
    String runtime = "multiModel: " + multiModel;

    List<Map<String, Object>> without =
        containers(runtime, "modelFormat: {name: sklearn}, runtime: one");
    List<Map<String, Object>> with =
        containers(runtime, "modelFormat: {name: sklearn}, runtime: one, storageUri: 'file:///m'");

    assertThat(without).hasSize(multiModel ? 2 : 1);
    assertThat(with).hasSize(1);
  }

  @Test
  void areNotNeededForWhatFetchesItsModelByItself() throws UnservableException {
    assertThat(containers("protocolVersions: [v1]", "modelFormat: {name: huggingface}")).hasSize(1);
  }

  private static Map<String, Object> server(String runtime, String model)
      throws UnservableException {
    return containers(runtime, model).getFirst();
  }

  private static List<Map<String, Object>> containers(String runtime, String model)
      throws UnservableException {
    String service =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: iris, namespace: team}
        spec: {predictor: {model: {%s}}}
        """
            .formatted(model);
    String named =
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: ClusterServingRuntime
        metadata: {name: one}
        spec:
          %s
          supportedModelFormats: [{name: sklearn}, {name: huggingface, autoSelect: true}]
          containers: [{name: kserve-container, image: server, args: [--serve]}]
        """
            .formatted(runtime);
    ComponentTemplate template =
        ComponentTemplate.of(
            ServiceSpec.of(Yaml.object(service)),
            Component.PREDICTOR,
            List.of(ServingRuntime.of(Yaml.object(named))),
            () -> new PredictorAddress("", false));
    return Fields.maps(template.pods().spec(), "containers");
  }
}
