// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.modelserver.padding.Buckets;
import io.slipway.modelserver.padding.PaddingRule;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import io.slipway.transport.codec.modelconfig.TextReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
  @Test
  void readsWhatIsHonoured() {
    ModelConfig config =
        read(
            """
            name: "m" backend: "onnxruntime" max_batch_size: 8
            input { name: "x" data_type: TYPE_FP32 dims: [ 3, -1 ] reshape { shape: [ 1, 3, -1 ] } }
            input { name: "s" }
            output { name: "y" data_type: TYPE_STRING dims: 4 label_filename: "labels/y.txt" }
            instance_group [ { count: 2 kind: KIND_CPU }, { count: 1 } ]
            version_policy { specific { versions: [ 3, 1 ] } }
            default_model_filename: "net.onnx"
            parameters { key: "intra_op_thread_count" value { string_value: "2" } }
            optimization { graph { level: 1 } }
            model_warmup {
              name: "w" batch_size: 2 count: 3
              inputs { key: "x" value { data_type: TYPE_FP32 dims: [3, 5] random_data: true } }
            }
            """);
    assertThat(config.name()).isEqualTo("m");
    assertThat(config.maxBatchSize()).isEqualTo(8);
    assertThat(config.inputs())
        .containsExactly(
            new TensorConfig("x", DataType.FP32, Shape.of(3, -1), Shape.of(1, 3, -1), ""),
            new TensorConfig("s", null, null, null, ""));
    assertThat(config.outputs())
        .containsExactly(new TensorConfig("y", DataType.BYTES, Shape.of(4), null, "labels/y.txt"));
    assertThat(config.instances()).isEqualTo(3);
    assertThat(config.versionPolicy()).isEqualTo(new VersionPolicy.Specific(Set.of(1L, 3L)));
    assertThat(config.padding()).isNull();
    assertThat(config.modelFilename()).isEqualTo("net.onnx");
    assertThat(config.engineParameters())
        .isEqualTo(Map.of("intra_op_thread_count", "2", ModelConfig.GRAPH_LEVEL, "1"));
    assertThat(config.warmups())
        .containsExactly(
            new Warmup(
                "w",
                2,
                3,
                Map.of(
                    "x",
                    new Warmup.Input(DataType.FP32, Shape.of(3, 5), new Warmup.Data.Random()))));
    assertThat(config.ignored()).isEmpty();
  }

  @Test
  void readsHowRequestsWaitAndWhichRunTogether() {
    ModelConfig config =
        read(
            """
            max_batch_size: 8
            dynamic_batching {
              preferred_batch_size: [ 8, 4 ] max_queue_delay_microseconds: 900
              preserve_ordering: true priority_levels: 3 default_priority_level: 2
              default_queue_policy { max_queue_size: 5 default_timeout_microseconds: 700 }
              priority_queue_policy {
                key: 3 value { timeout_action: DELAY default_timeout_microseconds: 80 }
              }
            }
            """);
    assertThat(config.batching())
        .isEqualTo(
            new DynamicBatching(
                8,
                List.of(4, 8),
                900,
                true,
                3,
                2,
                new QueuePolicy(5, 700, false),
                Map.of(3, new QueuePolicy(0, 80, true))));
  }

  @Test
  void hasTritonsDefaults() {
    ModelConfig config = read("");
    assertThat(config.versionPolicy()).isEqualTo(new VersionPolicy.Latest(1));
    assertThat(config.maxBatchSize()).isZero();
    assertThat(config.instances()).isZero();
    assertThat(config.batching()).isEqualTo(DynamicBatching.NONE);
    assertThat(config.inputs()).isEmpty();
  }

  /** What is there but off or empty asks for nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dynamic_batching { }",
        "dynamic_batching { preserve_ordering: false max_queue_delay_microseconds: 0 }",
        "dynamic_batching { preferred_batch_size: [ ] }",
        "response_cache { enable: false }",
        "model_transaction_policy { decoupled: false }",
        "input { name: \"x\" optional: false format: FORMAT_NONE }",
        "model_warmup { name: \"zero batch\" }",
        "version_policy { latest { } }",
      })
  void acceptsWhatIsOff(String text) {
    ModelConfig config = read(text);
    assertThat(config.ignored()).isEmpty();
    assertThat(config.warmups()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sequence_batching { iterative_sequence: true } | c:1:21:"
            + " sequence_batching.iterative_sequence is not supported: every request has one"
            + " answer",
        "sequence_batching { state { use_growable_memory: true } } | c:1:29:"
            + " sequence_batching.state.use_growable_memory is not supported",
        "`\n"
            + " input { allow_ragged_batch: true }` | c:2:10: input.allow_ragged_batch is not"
            + " supported: rows of unequal sizes can be filled up instead",
        "model_transaction_policy { decoupled: true } | c:1:28: model_transaction_policy.decoupled"
            + " is not supported",
        "input { name: \"x\" optional: true } | c:1:19: input.optional is not supported: every"
            + " input must be given",
        "batch_input { } | c:1:1: batch_input is not supported",
        "runtime: \"x\" | c:1:1: runtime is not supported",
        "model_operations { } | c:1:1: model_operations is not supported",
        "model_repository_agents { } | c:1:1: model_repository_agents is not supported",
        "instance_group { passive: true } | c:1:18: instance_group.passive is not supported",
      })
  void refusesWhatIsNotThereByNameAndPlace(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED))
        .hasMessageStartingWith(message);
  }

  @Test
  void answersAreCachedIfItSaysSo() {
    assertThat(read("").cachesAnswers()).isFalse();
    assertThat(read("response_cache { }").cachesAnswers()).isFalse();
    assertThat(read("response_cache { enable: true }").cachesAnswers()).isTrue();
  }

  @Test
  void answersOfSequencesCanNotBeCached() {
    assertThatThrownBy(() -> read("sequence_batching { } response_cache { enable: true }"))
        .hasMessageStartingWith("c:1:40: enable is true, and what a request of a sequence");
  }

  @Test
  void tellsAllFaultsTogether() {
    assertThatThrownBy(() -> read("batch_input { }\nmodel_operations { }"))
        .hasMessageContaining("c:1:1: batch_input")
        .hasMessageContaining("; c:2:1: model_operations");
    assertThatThrownBy(() -> read("max_batch_size: -1 input { }"))
        .hasMessage("c:1:1: max_batch_size is -1 (expected: >= 0); c:1:20: an input has no name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_batch_size: -2 | c:1:1: max_batch_size is -2 (expected: >= 0)",
        "input { name: \"x\" } input { name: \"x\" } | c:1:21: input 'x' is given twice",
        "output { data_type: TYPE_FP32 } | c:1:1: an output has no name",
        "input { name: \"x\" dims: [ 2, 0 ] } | c:1:27: dims of input 'x' has 0 (expected: >= 1, or"
            + " -1 for any size)",
        "input { name: \"x\" dims: -2 } | has -2 (expected: >= 1, or -1 for any size)",
        "input { name: \"x\" dims: 4 reshape { shape: [2, 3] } } | reshape of input 'x': dims [4]"
            + " and shape [2, 3] do not have the same number of elements",
        "input { name: \"x\" dims: [2, -1] reshape { shape: [-1, 2] } } | do not have the same"
            + " number of elements",
        "input { name: \"x\" reshape { shape: 1 } } | reshape of input 'x' needs dims",
        "output { name: \"y\" label_filename: \"../l.txt\" } | label_filename of output 'y' leaves"
            + " the model's directory",
        "output { name: \"y\" label_filename: \"/etc/passwd\" } | leaves the model's directory",
        "default_model_filename: \"../x.onnx\" | default_model_filename leaves the version's"
            + " directory",
        "default_model_filename: \"a/../../x\" | default_model_filename leaves the version's"
            + " directory",
        "version_policy { specific { } } | specific names no versions",
        "version_policy { specific { versions: 0 } } | versions has 0 (expected: >= 1)",
        "instance_group { kind: KIND_GPU } | c:1:18: kind is KIND_GPU, and models run on the CPU"
            + " here (expected: KIND_CPU)",
        "instance_group { count: -1 } | count is -1 (expected: >= 0)",
        "instance_group { count: 1025 } | asks for 1025 instances (expected: at most 1024)",
        "max_batch_size: 4 dynamic_batching { preferred_batch_size: 5 } | c:1:38:"
            + " preferred_batch_size has 5 (expected: 1 to 4, the max_batch_size)",
        "max_batch_size: 4 dynamic_batching { preferred_batch_size: 0 } | preferred_batch_size has"
            + " 0 (expected: 1 to 4, the max_batch_size)",
        "dynamic_batching { priority_queue_policy { key: 1 value { } } } | c:1:20:"
            + " priority_queue_policy is for level 1 (expected: 1 to 0, the priority_levels)",
        "dynamic_batching { priority_levels: 2 default_priority_level: 1 priority_queue_policy {"
            + " key: 3 value { } } } | priority_queue_policy is for level 3 (expected: 1 to 2, the"
            + " priority_levels)",
        "dynamic_batching { priority_levels: 2 } | default_priority_level is 0 (expected: 1 to 2,"
            + " the priority_levels)",
        "dynamic_batching { priority_levels: 18446744073709551615 } | priority_levels is"
            + " 18446744073709551615 (expected: at most 1000000)",
        "model_warmup { batch_size: 2 } | batch_size is 2 (expected: at most 1, as max_batch_size"
            + " is 0)",
        "model_warmup { batch_size: 1 count: 10001 } | count is 10001 (expected: at most 10000)",
        "model_warmup { batch_size: 1 inputs { key: \"x\" value { dims: 1 zero_data: true } } } |"
            + " data_type of the warm-up input 'x' is missing",
        "model_warmup { batch_size: 1 inputs { key: \"x\" value { data_type: TYPE_FP32 dims: -1"
            + " zero_data: true } } } | dims of the warm-up input 'x' have -1 (expected: >= 1)",
        "model_warmup { batch_size: 1 inputs { key: \"x\" value { data_type: TYPE_FP32 dims: 1 } }"
            + " } | input_data_file of the warm-up input 'x' is ''",
        "model_warmup { batch_size: 1 inputs { key: \"x\" value { data_type: TYPE_FP32 dims: 1"
            + " input_data_file: \"../x\" } } } | input_data_file of the warm-up input 'x' is"
            + " '../x'",
      })
  void refusesWrongValues(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input { name: \"x\" dims: [2, 3] reshape { shape: [6] } }",
        "input { name: \"x\" dims: [1] reshape { shape: [ ] } }",
        "input { name: \"x\" dims: [2, 4, -1, 6] reshape { shape: [8, -1, 1, 6] } }",
      })
  void reshapesThatMoveElementsAreGood(String text) {
    assertThat(read(text).inputs().getFirst().reshape()).isNotNull();
  }

  @Test
  void reportsWhatHasNoEffect() {
    assertThat(
            read("""
            metric_tags { key: "team" value: "a" }
            optimization { cuda { graphs: true } }
            """)
                .ignored())
        .containsExactly(
            "c:2:16: optimization.cuda has no effect: models run on the CPU",
            "c:1:1: metric_tags has no effect: metrics have no tags of a model's own yet");
  }

  @Test
  void readsJsonAlike() {
    ModelConfig config =
        ModelConfig.readJson(
            "parameters.config",
            JsonValue.parse(
                "{\"max_batch_size\": 2, \"input\": [{\"name\": \"x\", \"dims\": [1]}]}"));
    assertThat(config.maxBatchSize()).isEqualTo(2);
    assertThat(config.inputs())
        .isEqualTo(List.of(new TensorConfig("x", null, Shape.of(1), null, "")));
    assertThatThrownBy(() ->
            ModelConfig.readJson(
                "parameters.config", JsonValue.parse("{\"model_operations\": {}}")))
        .hasMessageStartingWith("parameters.config: model_operations is not supported");
  }

  private static String parameter(String name, String value) {
    return "parameters { key: \"%s\" value { string_value: \"%s\" } } ".formatted(name, value);
  }

  @Test
  void readsHowUnequalRequestsRunTogether() {
    ModelConfig config =
        read(
            parameter("slipway.padding", "16,64")
                + parameter("slipway.padding.value.ids", "-1")
                + parameter("slipway.padding.output.y", "ids[1], -"));

    assertThat(config.padding())
        .isEqualTo(
            new PaddingRule(
                new Buckets.Limits(List.of(16L, 64L)),
                Map.of("ids", "-1"),
                Map.of("y", List.of("ids[1]", "-"))));
    assertThat(config.engineParameters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slipway.padding         | never | parameters['slipway.padding']: buckets: 'never'",
        "slipway.padding.value.x | 0     | parameters['slipway.padding'] is not there",
        "slipway.padding.output.y | -    | parameters['slipway.padding'] is not there",
        "slipway.paddings        | any   | parameters['slipway.paddings'] is unknown",
      })
  void refusesParametersOfOursThatMeanNothing(String name, String value, String message) {
    assertThatThrownBy(() -> read(parameter(name, value)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  static ModelConfig read(String text) {
    return ModelConfig.of(
        TextReader.read(
            ModelConfigSchema.modelConfig(), "c", text.getBytes(StandardCharsets.UTF_8)),
        "c");
  }
}
