// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.runtime.BuiltInRuntimes;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;

/** A service, a runtime besides the built-in ones, and the templates that are made of such. */
final class TestTemplates {
  static final String ONNX =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata:
        name: iris
        namespace: team
        labels: {owner: me}
        annotations:
          example.com/note: rate=5
          serving.kserve.io/stop: "false"
          slipway.io/limits: rate=5
          slipway.io/payload-log: sampling=1
      spec:
        predictor:
          logger: {mode: all, url: "http://log/x", metadataHeaders: [X-Id]}
          model:
            modelFormat: {name: onnx}
            storageUri: file:///models/iris
      """;

  static final String RUNTIME =
      """
      apiVersion: serving.kserve.io/v1alpha1
      kind: ClusterServingRuntime
      metadata: {name: python}
      spec:
        annotations: {prometheus.kserve.io/port: "8080"}
        labels: {of: runtime}
        supportedModelFormats: [{name: sklearn, version: "1", autoSelect: true}]
        protocolVersions: [v1, v2]
        nodeSelector: {disk: fast}
        containers:
          - name: kserve-container
            image: registry/python-server:1.0
            args: ["--model_name={{.Name}}", "--dir={{ .Namespace }}/{{.Labels.owner}}"]
            env: [{name: A, value: runtime}, {name: B, value: runtime}]
            resources: {requests: {cpu: "1", memory: 2Gi}}
      """;

  private TestTemplates() {}

  static ComponentTemplate predictor(String service) throws UnservableException {
    return template(service, Component.PREDICTOR);
  }

  static ComponentTemplate template(String service, Component component)
      throws UnservableException {
    List<ServingRuntime> runtimes =
        BuiltInRuntimes.among(List.of(ServingRuntime.of(Yaml.object(RUNTIME))));
    ServiceSpec spec = ServiceSpec.of(Yaml.object(service));
    return ComponentTemplate.of(
        spec, component, runtimes, () -> new PredictorAddress("the-predictor", false));
  }
}
