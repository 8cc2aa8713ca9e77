// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Unmodified Python clients get from a running server, to the last bit, what ONNX Runtime for
 * Python computes of the same batches, and clear errors for bad requests.
 */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class PythonClientsIT {
  private static final List<String> MODELS = List.of("iris", "digits");
  private static final List<Integer> BATCH_SIZES = List.of(1, 2, 7, 64);
  private static final List<String> TENSOR_ERRORS =
      List.of("wrong tensor name", "wrong shape", "wrong rank", "wrong datatype");

  @Test
  void tritonHttpClient() throws Exception {
    List<String> checks = new ArrayList<>(List.of("server is live and ready", "server metadata"));
    checks.addAll(ofEachModel("is ready", "metadata", "request id", "one output"));
    checks.addAll(ofEachModel("by service path"));
    checks.addAll(ofEachBatch("json ", "binary "));
    checks.addAll(List.of("unknown model is not ready", "unknown model"));
    checks.addAll(TENSOR_ERRORS);
    checks.add("answers after bad requests");
    assertChecksPass("triton_http.py", checks);
  }

  @Test
  void tritonGrpcClient() throws Exception {
    List<String> checks = new ArrayList<>(List.of("server is live and ready", "server metadata"));
    checks.addAll(ofEachModel("is ready", "metadata", "request id", "one output"));
    checks.addAll(ofEachBatch(""));
    checks.add("unknown model");
    checks.addAll(TENSOR_ERRORS);
    checks.add("answers after bad requests");
    assertChecksPass("triton_grpc.py", checks);
  }

  @Test
  void grpcStreamsStatisticsHealthAndReflection() throws Exception {
    List<String> checks = new ArrayList<>(ofEachModel("stream", "statistics", "aio"));
    checks.addAll(List.of("gzip request", "deflate request", "deadline", "health", "reflection"));
    checks.add("keep-alive");
    assertChecksPass("grpc_services.py", checks);
  }

  @Test
  void kserveClients() throws Exception {
    List<String> checks = new ArrayList<>();
    for (String protocol : List.of("v1", "v2", "grpc")) {
      checks.add(protocol + " is live and ready");
      checks.add(protocol + " unknown model");
    }
    checks.addAll(ofEachModel("v1 by service path", "v2 by service path"));
    checks.addAll(ofEachBatch("v1 ", "v2 json ", "v2 binary ", "grpc typed ", "grpc raw "));
    checks.addAll(List.of("v1 wrong shape", "v2 wrong tensor name", "grpc wrong tensor name"));
    assertChecksPass("kserve_sdk.py", checks);
  }

  @Test
  void clientGeneratedFromTheOpenInferenceProto() throws Exception {
    List<String> checks = new ArrayList<>(List.of("is live and ready"));
    checks.addAll(ofEachModel("metadata", "on the HTTP port"));
    checks.addAll(ofEachBatch("typed ", "raw "));
    for (String kind : List.of("typed", "raw")) {
      checks.add(kind + " too few elements");
      checks.add(kind + " too many elements");
      checks.add(kind + " wrong tensor name");
    }
    checks.add("answers after bad requests");
    String proto = Checkout.openInferenceProto().toString();
    assertChecksPass("generated_grpc.py", checks, proto);
  }

  private static void assertChecksPass(String script, List<String> checks, String... more)
      throws IOException, InterruptedException {
    Path[] services =
        MODELS.stream()
            .map(model -> Checkout.examples().resolve(model).resolve("inferenceservice.yaml"))
            .toArray(Path[]::new);
    try (var server = SlipwayProcess.up(services)) {
      PythonChecks.assertPass(server, script, checks, more);
    }
  }

  private static List<String> ofEachModel(String... checks) {
    return MODELS.stream()
        .flatMap(model -> Stream.of(checks).map(check -> model + " " + check))
        .toList();
  }

  private static List<String> ofEachBatch(String... prefixes) {
    return Stream.of(prefixes)
        .flatMap(prefix -> BATCH_SIZES.stream().map(size -> prefix + "batch " + size))
        .flatMap(check -> ofEachModel(check).stream())
        .toList();
  }
}
