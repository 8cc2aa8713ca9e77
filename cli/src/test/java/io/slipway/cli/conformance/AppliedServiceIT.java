// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What people do first: {@code slipway up}, {@code kubectl apply}, and ask. */
@Tag("conformance")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class AppliedServiceIT {
  @TempDir private Path folder;

  @Test
  void aServiceThatKubectlAppliesAnswers() throws Exception {
    String service =
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
              storageUri: %s
        """
            .formatted(Iris.model().toUri());
    Path manifest = Files.writeString(folder.resolve("iris.yaml"), service);
    try (SlipwayProcess server = SlipwayProcess.up()) {
      Kubectl kubectl = new Kubectl(server.kubeconfig());

      assertThat(kubectl.output("apply", "-f", manifest.toString())).contains("iris created");
      kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=50s");

      String url = kubectl.output("get", "isvc", "iris", "-o", "jsonpath={.status.url}");
      Iris.assertAnswers(URI.create(url), "iris");
      assertThat(kubectl.output("get", "isvc"))
          .containsPattern("iris +http://\\S+/serving/default/iris +True +100");
      assertThat(kubectl.output("get", "pods")).contains("iris-predictor-00001-0", "Running");

      stopsAndGoesOn(kubectl, URI.create(url));
      kubectl.output("delete", "isvc", "iris", "--timeout=50s");
      kubectl.output("wait", "--for=delete", "pod/iris-predictor-00001-0", "--timeout=50s");
    }
  }

  private static void stopsAndGoesOn(Kubectl kubectl, URI url) throws Exception {
    String stop = "serving.kserve.io/stop=";
    kubectl.output("annotate", "isvc", "iris", stop + true);
    kubectl.output("wait", "--for=delete", "pod/iris-predictor-00001-0", "--timeout=50s");
    assertThat(Http.post(URI.create(url + "/v1/models/iris:predict"), Iris.request()).statusCode())
        .isEqualTo(404);
    assertThat(kubectl.output("get", "isvc", "iris")).contains("False");

    kubectl.output("annotate", "--overwrite", "isvc", "iris", stop + false);
    kubectl.output("wait", "--for=condition=Ready", "isvc/iris", "--timeout=50s");
    Iris.assertAnswers(url, "iris");
  }
}
