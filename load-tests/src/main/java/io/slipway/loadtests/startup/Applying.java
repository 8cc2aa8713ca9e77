// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

import io.slipway.loadtests.kube.Kubeconfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Creates an InferenceService by the Kubernetes API of a server that is just starting.
 *
 * @param kubeconfig as the server will write it
 * @param model the model's file
 */
record Applying(Path kubeconfig, Path model) {
  private static final String SERVICES =
      "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices";
  private static final int CREATED = 201;

  /** Whether the service is there now; false while the API does not answer. */
  boolean create() throws InterruptedException {
    if (!Files.exists(kubeconfig)) {
      return false;
    }
    try {
      Kubeconfig api = Kubeconfig.read(kubeconfig);
      try (HttpClient client = api.client()) {
        HttpRequest request =
            api.request(SERVICES).POST(BodyPublishers.ofString(service())).build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == CREATED;
      }
    } catch (IOException | IllegalStateException _) {
      return false; // not listening yet, or just writing; the caller bounds how often this is tried
    }
  }

  String service() {
    return """
    {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"iris"},
     "spec":{"predictor":{"model":{"modelFormat":{"name":"onnx"},"storageUri":"%s"}}}}
    """
        .formatted(model.toUri());
  }
}
