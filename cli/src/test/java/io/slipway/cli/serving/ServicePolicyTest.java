// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RequestRules.PayloadLog;
import io.slipway.controlplane.resources.ServiceFile;
import io.slipway.controlplane.resources.ServiceReading;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.QueuePolicies;
import io.slipway.modelserver.execution.QueuePolicies.TimeoutAction;
import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePolicyTest {
  private static final ExecutionConfig EVERYWHERE = ExecutionConfig.forCores(8).withWorkers(4);

  private final List<String> faults = new ArrayList<>();

  /** Of a service with these lines below its annotations, its predictor and its model. */
  private ServicePolicy policy(String annotations, String predictor, String model) {
    String text =
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: iris
          annotations: {%s}
        spec:
          predictor:
            %s
            model:
              modelFormat:
                name: onnx
              storageUri: model.onnx
              %s
        """
            .formatted(annotations, predictor, model);
    return ServiceFile.read(text, "test", FieldValidation.STRICT).getFirst()
            instanceof ServiceReading.Valid valid
        ? ServicePolicy.of(valid.definition(), EVERYWHERE, faults)
        : fail(text);
  }

  private static String logger(String url, String mode, String... headers) {
    return "logger: {url: '%s', mode: %s, metadataHeaders: [%s], metadataAnnotations: [team]}"
        .formatted(url, mode, String.join(",", headers));
  }

  @Test
  void aServiceThatSaysNothingIsAsEveryOther() {
    assertThat(policy("team: blue", "", "")).isSameAs(ServicePolicy.NONE);
    assertThat(faults).isEmpty();
  }

  @Test
  void limitsAreInAnAnnotation() {
    ServicePolicy policy = policy("slipway.io/limits: 'rate=5,concurrent=2'", "", "");

    assertThat(policy.limits()).isEqualTo(Limits.parse("rate=5,concurrent=2"));
    assertThat(policy.log()).isNull();
    assertThat(policy.execution()).isNull();
    assertThat(faults).isEmpty();
  }

  @Test
  void limitsOfAServiceThatIsAppliedAreTheSame() {
    assertThat(ServicePolicy.limits(applied("rate=5,concurrent=2", null), faults))
        .isEqualTo(Limits.parse("rate=5,concurrent=2"));
    assertThat(ServicePolicy.limits(RequestRules.NONE, faults)).isEqualTo(Limits.NONE);
    assertThat(faults).isEmpty();
    assertThat(ServicePolicy.faults(applied("speed=9", null)))
        .singleElement()
        .asString()
        .startsWith("metadata.annotations[slipway.io/limits]: 'speed=9' (expected: rate");
  }

  private static RequestRules applied(@Nullable String limits, @Nullable PayloadLog log) {
    return new RequestRules("transformer", limits, log);
  }

  @Test
  void theLogOfAServiceThatIsAppliedIsTheSame() {
    PayloadLog log =
        new PayloadLog(
            "http://localhost:9/x", "all", List.of("X-A"), Map.of("team", "blue"), "events=7");

    assertThat(ServicePolicy.log(applied(null, log), faults))
        .isEqualTo(
            new ServiceLogConfig(
                Destination.parse("http://localhost:9/x"),
                Mode.ALL,
                List.of("X-A"),
                Map.of("team", "blue"),
                LogOptions.parse("events=7")));
    assertThat(ServicePolicy.faults(applied("rate=1", log))).isEmpty();
    assertThat(ServicePolicy.log(RequestRules.NONE, faults)).isNull();
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gopher://x | all  | X-A    | events=1   | spec.transformer.logger.url: ",
        "http://x   | some | X-A    | events=1   | spec.transformer.logger.mode: ",
        "http://x   | all  | Cookie | events=1   | spec.transformer.logger.metadataHeaders: ",
        "http://x   | all  | X-A    | sampling=2 | metadata.annotations[slipway.io/payload-log]: ",
      })
  void faultsOfAServiceThatIsAppliedNameTheComponent(
      String url, String mode, String header, String options, String fault) {
    PayloadLog log = new PayloadLog(url, mode, List.of(header), Map.of(), options);

    assertThat(ServicePolicy.faults(applied(null, log)))
        .singleElement()
        .asString()
        .startsWith(fault.strip());
  }

  @Test
  void theLogIsTheLoggersWithTheAnnotationsItNames() {
    ServicePolicy policy =
        policy(
            "team: blue, cost: '7', slipway.io/payload-log: sampling=0.5",
            logger("file:///var/log/iris.jsonl", "request", "X-Request-Id"),
            "");

    assertThat(policy.log())
        .isEqualTo(
            new ServiceLogConfig(
                new Destination.File(Path.of("/var/log/iris.jsonl")),
                Mode.REQUEST,
                List.of("X-Request-Id"),
                Map.of("team", "blue"),
                LogOptions.parse("sampling=0.5")));
    assertThat(faults).isEmpty();
  }

  private int workers(long concurrency, String... arguments) {
    ServicePolicy policy =
        policy(
            "",
            "containerConcurrency: " + concurrency,
            arguments.length == 0 ? "" : "args: ['" + String.join("','", arguments) + "']");
    return Objects.requireNonNull(policy.execution()).workers();
  }

  @Test
  void concurrencyBoundsTheWorkersAndNeverRaisesThem() {
    assertThat(workers(3)).isEqualTo(3);
    assertThat(workers(9)).isEqualTo(EVERYWHERE.workers());
    assertThat(workers(2, "--workers=3")).isEqualTo(2);
  }

  @Test
  void argumentsSayHowTheModelRuns() {
    assertThat(workers(0, "--workers", "2")).isEqualTo(2);
    assertThat(workers(0, "--threads", "1")).isEqualTo(EVERYWHERE.workers());
    assertThat(faults).isEmpty();
  }

  private Batching batching(String fields) {
    ServicePolicy policy = policy("", "batcher: {" + fields + "}", "");
    assertThat(faults).isEmpty();
    return Objects.requireNonNull(policy.execution()).batching();
  }

  @Test
  void aBatcherIsForAllProtocols() {
    Batching batching = batching("maxBatchSize: 8, maxLatency: 50, timeout: 3");

    assertThat(batching)
        .isEqualTo(
            new Batching(
                8,
                List.of(),
                Duration.ofMillis(50),
                false,
                QueuePolicies.of(0, Duration.ofSeconds(3), TimeoutAction.REJECT),
                null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "maxBatchSize: 0, maxLatency: 0, timeout: 0", "maxBatchSize: -1"})
  void aBatcherHasTheDefaultsOfKServe(String fields) {
    assertThat(batching(fields)).isEqualTo(new Batching(32, List.of(), Duration.ofSeconds(5)));
  }

  @Test
  void theBatcherCountsMoreThanTheArguments() {
    ServicePolicy policy =
        policy("", "batcher: {maxBatchSize: 4}", "args: ['--max-batch-size=9', '--workers=3']");

    assertThat(policy.execution())
        .satisfies(execution -> assertThat(execution.batching().maxBatchSize()).isEqualTo(4))
        .satisfies(execution -> assertThat(execution.workers()).isEqualTo(3));
  }

  @Test
  void theConfigurationIsThatOfTriton() {
    ServicePolicy policy = policy("slipway.io/model-config: 'max_batch_size: 4'", "", "");

    assertThat(policy.config()).isNotNull().extracting(ModelConfig::maxBatchSize).isEqualTo(4);
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slipway.io/limits       | rate=fast     | metadata.annotations[slipway.io/limits]: ",
        "slipway.io/payload-log  | sampling=2    | metadata.annotations[slipway.io/payload-log]: ",
        "slipway.io/model-config | max_batch: 4  | metadata.annotations: slipway.io/model-config",
      })
  void faultsNameTheAnnotation(String name, String value, String fault) {
    policy("%s: '%s'".formatted(name, value), logger("http://localhost:9/x", "all"), "");

    assertThat(faults).hasSize(1).allSatisfy(each -> assertThat(each).startsWith(fault.strip()));
  }

  @Test
  void faultsNameTheField() {
    assertThat(policy("", logger("http://localhost:9/x", "all", "Cookie"), "").log()).isNull();
    assertThat(policy("", "", "args: [--http_port=80]").execution()).isNull();

    assertThat(faults).hasSize(2);
    assertThat(faults.get(0))
        .startsWith("spec.predictor.logger.metadataHeaders: ")
        .contains("Cookie");
    assertThat(faults.get(1)).startsWith("spec.predictor.model.args: ");
  }
}
