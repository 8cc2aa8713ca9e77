// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.training;

import io.slipway.cli.serving.Serving;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.transport.tls.ClientTls;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates a service by the Kubernetes API of this process, waits until it answers, and stops the
 * server: once, so that classes and call sites of that way are in the cache, and nothing of it is
 * taken for hot, which each start would compile.
 *
 * @param data where the API keeps its objects, and its kubeconfig
 * @param model the file that is served
 */
record AppliedService(Path data, Path model) implements ServingProcess.Stay {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long POLL_NANOS = 10_000_000;
  private static final String SERVICES =
      "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices";
  private static final String READY = "\"status\":\"True\",\"type\":\"Ready\"";
  private static final String PREDICTION =
      "{\"inputs\":[{\"name\":\"X\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2]}]}";

  @Override
  public void stopBy(Runnable stop) {
    // It ends by itself.
  }

  @Override
  public void with(Serving serving) throws Exception {
    try (LoopbackClient api = api()) {
      create(api);
      awaitAnswer(serving);
      awaitReady(api);
    } finally {
      serving.stop();
    }
  }

  private LoopbackClient api() throws IOException {
    URI server = URI.create(value("server"));
    Socket socket =
        ClientTls.of(data.resolve("pki").resolve("ca.crt"), null, null)
            .context()
            .getSocketFactory()
            .createSocket(server.getHost(), server.getPort());
    return new LoopbackClient(socket);
  }

  private String headers() throws IOException {
    return "Authorization: Bearer "
        + value("token")
        + "\r\nUser-Agent: slipway\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\n"
        + "Content-Type: application/json\r\n";
  }

  /** Of a key that the kubeconfig has once, which this process has written. */
  private String value(String key) throws IOException {
    String kubeconfig = Files.readString(data.resolve("kubeconfig"));
    int start = kubeconfig.indexOf(key + ": ") + key.length() + 2;
    return kubeconfig.substring(start, kubeconfig.indexOf('\n', start));
  }

  private void create(LoopbackClient api) throws IOException {
    String service =
        """
        {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"iris"},
         "spec":{"predictor":{"model":{"modelFormat":{"name":"onnx"},"storageUri":"%s"}}}}
        """
            .formatted(model.toAbsolutePath().toUri());
    api.created(SERVICES, headers(), service.getBytes(StandardCharsets.UTF_8));
  }

  private static void awaitAnswer(Serving serving) throws IOException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    byte[] request = PREDICTION.getBytes(StandardCharsets.US_ASCII);
    while (true) {
      try (LoopbackClient client = new LoopbackClient(serving.httpAddress())) {
        client.ask("POST", "/v2/models/iris/infer", "", request);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  /** What follows the answer is in the cache, too. */
  private void awaitReady(LoopbackClient api) throws IOException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() < end) {
      byte[] service = api.ask("GET", SERVICES + "/iris", headers(), new byte[0]);
      if (new String(service, StandardCharsets.UTF_8).contains(READY)) {
        return;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new IOException("the service that was applied did not become ready");
  }
}
