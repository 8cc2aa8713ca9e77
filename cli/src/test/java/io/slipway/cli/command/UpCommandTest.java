// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import io.slipway.cli.testing.Manifest;
import io.slipway.controlplane.apiserver.oidc.OidcFlags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class UpCommandTest {
  @TempDir private Path folder;

  @Test
  void thePortOfTheApiMustBeItsOwn() {
    Cli.Result result = Cli.run("up", "--api-port", "8080");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--api-port: 8080 is the port of another option");
  }

  @Test
  void whoseIdTokensAreTakenIsSaidWholeAndRight() {
    Cli.Result half = Cli.run("up", "--oidc-issuer-url", "https://login.example.com");
    Cli.Result plain =
        Cli.run("up", "--oidc-issuer-url", "http://login.example.com", "--oidc-client-id", "us");

    assertThat(half.exitCode()).isEqualTo(2);
    assertThat(half.err()).contains("--oidc-issuer-url and --oidc-client-id: one is missing");
    assertThat(plain.exitCode()).isEqualTo(2);
    assertThat(plain.err()).contains("issuer URL: 'http://login.example.com'", "https://");
  }

  @Test
  void everyOptionOfKubeApiserverForIdTokensIsThere() {
    assertThat(Cli.run("up", "--help").out())
        .contains(
            OidcFlags.ISSUER_URL,
            OidcFlags.CLIENT_ID,
            OidcFlags.CA_FILE,
            OidcFlags.USERNAME_CLAIM,
            OidcFlags.USERNAME_PREFIX,
            OidcFlags.GROUPS_CLAIM,
            OidcFlags.GROUPS_PREFIX,
            OidcFlags.REQUIRED_CLAIM,
            OidcFlags.SIGNING_ALGS);
  }

  @Test
  void aLimitOfTheModelCacheThatIsNoneIsAUsageError() {
    Cli.Result result = Cli.run("up", "-f", "no-such-file.yaml", "--model-cache-gib", "-1");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--model-cache-gib: '-1'", "expected: ");
  }

  @Test
  void aContainerRuntimeThatIsNotKnownIsAUsageError() {
    Cli.Result result = Cli.run("up", "--container-runtime", "rkt");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("--container-runtime: 'rkt' (expected: auto, podman, docker, none)");
  }

  @Test
  void aFileWithoutItsOptionIsAUsageErrorThatSaysHow() {
    Cli.Result result = Cli.run("up", "service.yaml");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("'service.yaml'").contains("-f");
  }

  @Test
  void anAddressThatOthersReachIsRefusedBeforeAnythingIsRead() {
    Cli.Result result = Cli.run("up", "-f", "no-such-file.yaml", "--host", "0.0.0.0");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("--host 0.0.0.0 can be reached by others")
        .contains("add --insecure to allow that")
        .doesNotContain("no-such-file");
  }

  @Test
  void aLimitThatIsNoneIsShownWithItsPlace() throws IOException {
    Path file =
        write(
            "limits.yaml",
            Manifest.onnx("iris", "model.onnx")
                .replace(
                    "metadata:\n", "metadata:\n  annotations: {slipway.io/limits: speed=9}\n"));

    Cli.Result result = Cli.run("up", "-f", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            file + ":1:1: metadata.annotations[slipway.io/limits]: 'speed=9' (expected: rate");
  }

  @Test
  void aLoggerThatCannotWorkIsShownWithItsPlace() throws IOException {
    Path file =
        write(
            "logger.yaml",
            Manifest.onnx("iris", "model.onnx")
                .replace(
                    "metadata:\n",
                    "metadata:\n  annotations: {slipway.io/payload-log: sampling=2}\n")
                .replace(
                    "predictor:\n",
                    "predictor:\n"
                        + "    logger: {url: 'http://x/', mode: all, metadataHeaders:"
                        + " [Cookie]}\n"));

    Cli.Result result = Cli.run("up", "-f", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("metadata.annotations[slipway.io/payload-log]: sampling=2.0");
  }

  @Test
  void aMalformedFileIsShownWithLineAndColumn() throws IOException {
    Path file = write("broken.yaml", "apiVersion: serving.kserve.io/v1beta1\nkind: [Inference\n");

    Cli.Result result = Cli.run("up", "-f", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("slipway: " + file + ":3:1: ");
  }

  @Test
  void aFieldThatWouldChangeTheAnswerIsRefusedWithItsPath() throws IOException {
    String text =
        Manifest.onnx("iris", "./model.onnx")
            .replace("  predictor:\n", "  predictor:\n    canaryTrafficPercent: 10\n");
    Path file = write("canary.yaml", text);

    Cli.Result result = Cli.run("up", "-f", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("slipway: " + file + ":7:5: spec.predictor.canaryTrafficPercent: ");
  }

  @Test
  void aStorageThatIsNotReadYetIsRefusedWithThoseThatAre() throws IOException {
    Path file = write("gs.yaml", Manifest.onnx("iris", "gs://bucket/model"));

    Cli.Result result = Cli.run("up", "-f", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("slipway: " + file + ":10:7: spec.predictor.model.storageUri: ")
        .contains("gs://", "http://", "file://");
  }

  @Test
  void everyFaultOfEveryFileIsShownAtOnce() throws IOException {
    Path first = write("first.yaml", Manifest.onnx("UPPER", "./model.onnx"));
    Path second =
        write(
            "second.yaml",
            Manifest.onnx("fine", "./model.onnx").replace("storageUri", "storageUrl"));

    Cli.Result result = Cli.run("up", "-f", first.toString(), "-f", second.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines())
        .anySatisfy(line ->
            assertThat(line).startsWith("slipway: " + first + ":").contains("metadata.name"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("slipway: " + second + ":")
                .contains("storageUrl", "did you mean storageUri?"));
  }

  @Test
  void aServiceThatTwoFilesHoldIsRefusedWithBoth() throws IOException {
    Path first = write("first.yaml", Manifest.onnx("iris", "./model.onnx"));
    Path second = write("second.yaml", Manifest.onnx("iris", "./other.onnx"));

    Cli.Result result = Cli.run("up", "-f", first.toString(), "-f", second.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("slipway: " + second + ":1:1: service default/iris is already in " + first);
  }

  @Test
  void aFileWithoutAServiceFails() throws IOException {
    Path empty = write("empty.yaml", "---\n");

    Cli.Result result = Cli.run("up", "-f", empty.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("no InferenceService in").contains(empty.toString());
  }

  @Test
  void aKindThatNothingReadsIsRefusedByName() throws IOException {
    Path file = write("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n");

    Cli.Result result = Cli.run("up", "-f", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains(file + ":1:1: Pod \"p\" (v1) is not handled here yet");
  }

  @Test
  @Timeout(20) // seconds; the silent server would be waited for longer
  void aTakenPortIsSaidAtOnceEvenWhileAModelIsFetched() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket taken = new ServerSocket(0, 1, loopback);
        ServerSocket silent = new ServerSocket(0, 1, loopback)) {
      String uri = "http://127.0.0.1:" + silent.getLocalPort() + "/model.onnx";
      Path file = write("slow.yaml", Manifest.onnx("slow", uri));
      String port = Integer.toString(taken.getLocalPort());

      Cli.Result result =
          Cli.run(
              "up",
              "-f",
              file.toString(),
              "--data",
              folder.toString(),
              "--api-port",
              "0",
              "--http-port",
              port,
              "--grpc-port",
              "0");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("127.0.0.1 port " + port, "with --http-port");
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
