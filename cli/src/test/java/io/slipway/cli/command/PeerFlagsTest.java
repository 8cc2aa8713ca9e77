// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.command.PeerFlag.Meaning;
import io.slipway.cli.testing.Cli;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.execution.ExecutionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerFlagsTest {
  private static final String HEAD = "|---|---|---|\n";

  private static final Options OPTIONS =
      RepositoryOptions.addTo(ServerOptions.addTo(new Options()));

  private static List<String> read(String... words) {
    return PeerFlagReading.of(List.of(words), OPTIONS).words();
  }

  @Test
  void theDocumentHasTheTable() throws IOException {
    Path file = Path.of("..", "docs", "server-flags.md");
    String page = Files.readString(file);
    StringBuilder rows = new StringBuilder();
    for (PeerFlag flag : PeerFlags.list()) {
      rows.append(
          "| `%s` | %s | %s |\n".formatted(flag.name(), flag.peer().title(), flag.description()));
    }
    String expected = page.substring(0, page.indexOf(HEAD) + HEAD.length()) + rows;
    if (Boolean.getBoolean("slipway.docs.write")) {
      Files.writeString(file, expected);
    }

    assertThat(file)
        .as(
            "docs/server-flags.md differs from the table of flags; write it anew with"
                + " ./mvnw -pl cli -am test -Dtest=PeerFlagsTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dslipway.docs.write=true")
        .hasContent(expected);
  }

  @Test
  void aFlagIsListedOnceAndWhatItBecomesIsAnOption() {
    assertThat(PeerFlags.list()).extracting(PeerFlag::name).doesNotHaveDuplicates();
    for (PeerFlag flag : PeerFlags.list()) {
      assertThat(OPTIONS.hasLongOption(flag.name()))
          .as(flag.name())
          .isEqualTo(flag.meaning() instanceof Meaning.Same);
      if (flag.meaning() instanceof Meaning.Renamed(String option)) {
        assertThat(OPTIONS.hasLongOption(option)).as(option).isTrue();
      }
    }
  }

  @Test
  void kservesServersStartAsTheirRuntimesSay() {
    assertThat(
            read("--model_name=iris", "--model_dir=/mnt/models", "--http_port=8080", "--nthread=2"))
        .containsExactly("--http-port", "8080", "--threads", "2", "iris=/mnt/models");
    assertThat(read("--model_dir", "/mnt/models", "--workers", "2", "--enable_grpc", "true"))
        .containsExactly("--workers", "2", "model=/mnt/models");
  }

  @Test
  void tritonStartsAsItsRuntimesSay() {
    assertThat(
            read(
                "--model-store=/mnt/models",
                "--grpc-port=9000",
                "--http-port=8080",
                "--allow-grpc=true",
                "--allow-http=true",
                "--http-address=0.0.0.0",
                "--grpc-address",
                "0.0.0.0",
                "--strict-model-config=0",
                "--log-verbose=1",
                "--http-max-input-size=1048576",
                "--rate-limit=off",
                "--insecure"))
        .containsExactly(
            "--model-repository",
            "/mnt/models",
            "--grpc-port=9000",
            "--http-port=8080",
            "--max-body-mib",
            "1",
            "--insecure",
            "--log-level",
            "debug",
            "--host",
            "0.0.0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "--log-verbose=0,",
    "--log-verbose=1 --log-info=false, debug",
    "--log-info=true,",
    "--log-info=false, warn",
    "--log-info=0 --log-warning=0, error",
    "--log-warning=off --log-info=off, error",
    "--log-warning=false --log-verbose=2, debug",
  })
  void tritonsSwitchesOfTheLogAreOneLevel(String line, String level) {
    List<String> expected = level == null ? List.of() : List.of("--log-level", level);
    assertThat(read(line.split(" "))).isEqualTo(expected);
  }

  @Test
  void theValueOfAnOptionOfOursIsNotReadAsAFlag() {
    assertThat(read("--data", "--model_dir", "--http_port", "1"))
        .containsExactly("--data", "--model_dir", "--http-port", "1");
  }

  @Test
  void theCacheOfAnswersIsThatOfThisProcess() {
    assertThat(read("--cache-config=local,size=1048576"))
        .containsExactly("--response-cache-byte-size", "1048576");
  }

  @Test
  void whatHasNoEffectIsSaid() {
    PeerFlagReading reading =
        PeerFlagReading.of(List.of("--grpc-infer-allocation-pool-size=8"), OPTIONS);

    assertThat(reading.words()).isEmpty();
    assertThat(reading.notes())
        .containsExactly(
            "--grpc-infer-allocation-pool-size has no effect: buffers are pooled by size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--metrics-port=8002 | --metrics-port: not supported: metrics are at /metrics of both"
            + " ports",
        "--disable-auto-complete-config | --disable-auto-complete-config: not supported: what a",
        "--allow-grpc=false | --allow-grpc: 'false' (expected: true, because both ports speak"
            + " gRPC)",
        "--predictor_host=a | --predictor_host: not supported: this server runs models itself",
        "--http-max-input-size=1000 | --http-max-input-size: '1000' (expected: bytes, a multiple"
            + " of",
        "--http-max-input-size=many | --http-max-input-size: 'many' (expected: bytes",
        "--cache-config=redis,host=h | --cache-config: 'redis,host=h' (expected: local,size=N",
        "--cache-config=local,size=much | --response-cache-byte-size: 'much' (expected: a whole",
        "--log-verbose=much | --log-verbose: 'much' (expected: a whole number",
        "--log-verbose= | --log-verbose: '' (expected: a whole number",
        "--log-info=maybe | --log-info: 'maybe' (expected: true or false)",
        "--http-address=::1 --grpc-address=127.0.0.1 | --grpc-address: '127.0.0.1' (expected:"
            + " '::1'",
        "--model_name=iris | --model_name needs --model_dir",
        "--http_port | --http_port needs a value",
        "--http_port=x | --http-port: 'x' (expected: a whole number",
        "--http-portt=1 | unknown option --http-portt",
      })
  void whatCannotBeHonouredIsAUsageErrorThatNamesIt(String line, String message) {
    String[] words = ("serve " + line).split(" ");
    Cli.Result result = Cli.run(words);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("slipway: " + message);
  }

  @Test
  void whatIsUnderstoodIsDone() {
    assertThat(Cli.run("serve", "--model-store=/none", "--http_port=0", "--grpc-port=0").err())
        .contains("/none");
    assertThat(Cli.run("serve", "--model_dir=/none", "--http_port=0", "--grpc-port=0").err())
        .contains("no model could be loaded");
  }

  @Test
  void upHasNoFlagsOfOthers() {
    assertThat(Cli.run("up", "--http_port=0").err()).contains("unknown option --http_port");
  }

  @Test
  void aModelOfAServiceHasSettings() {
    ExecutionConfig defaults = ExecutionConfig.forCores(4);

    ExecutionConfig execution =
        ServiceArguments.execution("a/b", List.of("--workers=4", "--queue", "7"), defaults);

    assertThat(execution.workers()).isEqualTo(4);
    assertThat(execution.threadsPerWorker()).isEqualTo(1);
    assertThat(execution.queueCapacity()).isEqualTo(7);
    assertThat(
            ServiceArguments.execution("a/b", List.of("--nthread=3"), defaults).threadsPerWorker())
        .isEqualTo(3);
    assertThat(ServiceArguments.execution("a/b", List.of("--max_threads=3"), defaults))
        .isEqualTo(defaults);
  }

  @Test
  void aServiceMayHaveABatchSizeOfItsOwn() {
    Batching everywhere = new Batching(8, List.of(), Duration.ofMillis(1));
    ExecutionConfig defaults = ExecutionConfig.forCores(4).withBatching(everywhere);

    assertThat(ServiceArguments.execution("a/b", List.of("--queue=7"), defaults).batching())
        .isEqualTo(everywhere);
    assertThat(
            ServiceArguments.execution("a/b", List.of("--max-batch-size=4"), defaults).batching())
        .isEqualTo(new Batching(4, List.of(), Duration.ofMillis(1)));
    assertThat(
            ServiceArguments.execution("a/b", List.of("--max-batch-delay-us=5"), defaults)
                .batching())
        .isEqualTo(new Batching(8, List.of(), Duration.ofNanos(5000)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--http_port=1 | Unrecognized option: --http-port (expected: --workers, --threads,"
            + " --queue, --inline-runs, --max-batch-size or --max-batch-delay-us)",
        "--model_dir=/mnt/models | 'model=/mnt/models' is no setting of a model (expected:"
            + " --workers",
        "--workers=none | --workers: 'none' (expected: a whole number",
        "iris | 'iris' is no setting of a model",
        "--max-batch-delay-us=5 | --max-batch-delay-us is for requests that run together"
            + " (expected: --max-batch-size as well, over 1)",
      })
  void whatIsNoSettingOfAModelIsNamed(String word, String message) {
    assertThatThrownBy(
            () -> ServiceArguments.execution("a/b", List.of(word), ExecutionConfig.forCores(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
