// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One service, and models that come to it and go. */
@Tag("conformance")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TrainedModelIT {
  private static final String SERVICE =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata: {name: several}
      spec: {predictor: {onnx: {}}}
      """;

  @TempDir private Path folder;

  @Test
  void modelsComeToAServiceAndGo() throws Exception {
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());
      apply(kubectl, model("early", Iris.model().toUri().toString()));
      kubectl.output("wait", "--for=jsonpath={.status.observedGeneration}=1", "tm/early");
      assertThat(kubectl.output("describe", "tm", "early"))
          .contains("InferenceServiceNotReady", "there is no such service");

      apply(kubectl, SERVICE);
      kubectl.output("wait", "--for=condition=Ready", "tm/early", "--timeout=50s");
      apply(kubectl, model("late", Iris.model().toUri().toString()));
      apply(kubectl, model("broken", "file:///nowhere/model.onnx"));
      kubectl.output("wait", "--for=condition=Ready", "tm/late", "--timeout=50s");
      kubectl.output("wait", "--for=condition=Ready=False", "tm/broken", "--timeout=50s");

      String service = kubectl.output("get", "isvc", "several", "-o", "jsonpath={.status.url}");
      Iris.assertAnswers(URI.create(service), "early");
      Iris.assertAnswers(URI.create(service), "late");
      assertThat(kubectl.output("get", "tm"))
          .containsPattern("late +" + service + "/v1/models/late:predict +True")
          .containsPattern("broken .*False");
      assertThat(kubectl.output("describe", "tm", "broken"))
          .contains("ModelLoadFailed", "/nowhere/model.onnx");

      kubectl.output("delete", "tm", "early", "--timeout=50s");
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> status(service + "/v2/models/early/ready") == 404);
      Iris.assertAnswers(URI.create(service), "late");
      kubectl.output("delete", "isvc", "several", "--timeout=50s");
      kubectl.output("wait", "--for=condition=Ready=False", "tm/late", "--timeout=50s");
    }
  }

  private static int status(String url) throws Exception {
    return Http.get(URI.create(url)).statusCode();
  }

  private void apply(Kubectl kubectl, String object) throws Exception {
    Path manifest = Files.writeString(folder.resolve("object.yaml"), object);
    kubectl.output("apply", "-f", manifest.toString());
  }

  private static String model(String name, String uri) {
    return """
    apiVersion: serving.kserve.io/v1alpha1
    kind: TrainedModel
    metadata: {name: %s}
    spec:
      inferenceService: several
      model: {framework: onnx, memory: 256Mi, storageUri: "%s"}
    """
        .formatted(name, uri);
  }
}
