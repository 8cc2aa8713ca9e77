// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every public method of Triton's Python clients does what it is there for. A method that no check
 * has called, also one of a later version of the clients, fails the check "every public method".
 */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class TritonMethodsIT {
  private static final List<String> KINDS = List.of("http", "http aio", "grpc", "grpc aio");
  private static final List<String> MODELS = List.of("identity_all", "fixed_sum", "busy");
  private static final String ALL_GROUPS =
      "health,metadata,inference,shared-memory,model-config,model-repository,statistics,trace,logging";

  @TempDir private Path folder;
  private Path repository;

  @SuppressWarnings("NullAway.Init") // set before each test
  TritonMethodsIT() {}

  @BeforeEach
  void fill() throws IOException {
    repository = Files.createDirectory(folder.resolve("models"));
    place("iris", Checkout.examples().resolve("iris/model.onnx"));
    for (String model : MODELS) {
      place(model, Checkout.testModels().resolve(model + ".onnx"));
    }
    // one at a time, so that what comes second waits
    Files.writeString(
        repository.resolve("busy/config.pbtxt"), "instance_group { count: 1 kind: KIND_CPU }");
  }

  private void place(String model, Path file) throws IOException {
    Path version = Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.copy(file, version.resolve("model.onnx"));
  }

  private SlipwayProcess serve(String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--load-model", "*"));
    arguments.addAll(List.of(options));
    return SlipwayProcess.serveRepository(repository, arguments.toArray(String[]::new));
  }

  @Test
  void everyMethodOfEveryClientHasItsEffect() throws Exception {
    List<String> checks = new ArrayList<>(List.of("every public method"));
    for (String kind : KINDS) {
      Stream.of("health", "metadata", "configurations", "statistics", "repository", "failed loads")
          .forEach(check -> checks.add(kind + " " + check));
      Stream.of("log settings", "trace settings", "cuda memory", "options", "close")
          .forEach(check -> checks.add(kind + " " + check));
      Stream.of("id and version", "outputs", "parameters", "sequences", "headers", "compression")
          .forEach(check -> checks.add(kind + " " + check));
      Stream.of("plugins", "failures", "scalar", "shape", "shared memory", "binary, not finite")
          .forEach(check -> checks.add(kind + " " + check));
      for (String rows : List.of("three rows", "one row", "no rows")) {
        checks.add(kind + " binary, " + rows);
        if (kind.startsWith("http")) {
          checks.add(kind + " json, " + rows);
        }
      }
      checks.add(kind + (kind.startsWith("http") ? " bodies" : " channels"));
      if (!kind.endsWith("aio")) {
        checks.add(kind + " async_infer");
      }
    }
    checks.addAll(List.of("grpc stream", "grpc stop_stream", "grpc stream_timeout"));
    checks.addAll(List.of("grpc cancelled calls", "grpc cancelled stream"));
    checks.addAll(List.of("grpc aio stream", "grpc aio cancelled"));
    String traces = folder.resolve("traces.json").toString();
    try (var server = serve("--allow-client-shm=true", "--trace-file", traces)) {
      PythonChecks.assertPass(server, "triton_methods.py", checks);
    }
  }

  @Test
  void stubsThatReadRawAnswersOnlyGetThem() throws Exception {
    List<String> checks =
        List.of("answered raw", "stream answered raw", "answered typed if asked to");
    try (var server = serve("--grpc-output-contents", "raw")) {
      PythonChecks.assertPass(server, "triton_stubs.py", checks);
    }
  }

  @Test
  void everyMethodSendsItsHeaders() throws Exception {
    List<String> checks = new ArrayList<>();
    for (String kind : KINDS) {
      checks.add(kind + " headers");
      checks.add(kind + " headers of a plugin");
      if (kind.startsWith("grpc")) {
        checks.add(kind + " headers of streams");
      }
    }
    String credentials = Base64.getEncoder().encodeToString("alice:secret".getBytes(UTF_8));
    String rule = ALL_GROUPS + ":authorization=Basic " + credentials;
    try (var server = serve("--http-restricted-api", rule, "--grpc-restricted-protocol", rule)) {
      PythonChecks.assertPass(server, "triton_headers.py", checks);
    }
  }
}
