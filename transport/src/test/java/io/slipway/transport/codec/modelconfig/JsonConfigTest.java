// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonConfigTest {
  @Test
  void writesAsTritonDoes() {
    ConfigMessage config =
        Upstream.read(
            """
            name: "m" max_batch_size: 4 input { name: "x" data_type: TYPE_FP32 dims: [-1, 9007199254740993] }
            version_policy { latest { num_versions: 1 } }
            parameters { key: "p" value { string_value: "v" } }
            dynamic_batching { max_queue_delay_microseconds: 18446744073709551615 }
            """);
    assertThat(Upstream.json(config))
        .isEqualTo(
            """
            {"name":"m","platform":"","backend":"","runtime":"","version_policy":{"latest":{"num_versions":1}},\
            "max_batch_size":4,"input":[{"name":"x","data_type":"TYPE_FP32","format":"FORMAT_NONE",\
            "dims":[-1,9007199254740993],"is_shape_tensor":false,"allow_ragged_batch":false,"optional":false,\
            "is_non_linear_format_io":false}],"output":[],"batch_input":[],"batch_output":[],\
            "dynamic_batching":{"preferred_batch_size":[],"max_queue_delay_microseconds":18446744073709551615,\
            "preserve_ordering":false,"priority_levels":0,"default_priority_level":0,"priority_queue_policy":{}},\
            "instance_group":[],"default_model_filename":"","cc_model_filenames":{},"metric_tags":{},\
            "parameters":{"p":{"string_value":"v"}},"model_warmup":[]}\
            """);
  }

  @Test
  void readsWhatItWrites() {
    ConfigMessage config =
        Upstream.read(
            """
            name: "m" input { name: "x" reshape { } } instance_group { kind: KIND_CPU gpus: 0 }
            model_warmup { inputs { key: "x" value { random_data: false dims: 3 } } }
            optimization { graph { level: -1 } }
            sequence_batching { control_input { control { fp32_false_true: [0, 1.5] } } }
            model_metrics { metric_control { histogram_options { buckets: [inf, -inf, nan, 0.1] } } }
            """);
    assertThat(Upstream.wire(Upstream.readJson(Upstream.json(config))))
        .isEqualTo(Upstream.wire(config));
  }

  @Test
  void readsBothNamesStringsForIntegersAndNumbersForEnums() {
    ConfigMessage config =
        Upstream.readJson(
            """
            {"maxBatchSize": "8", "input": [{"data_type": 11, "dims": ["-1", 2, 3.0]}], "name": null,
             "dynamicBatching": {"maxQueueDelayMicroseconds": "5", "priority_queue_policy": {"2": {}}},
             "instance_group": [{"kind": "KIND_CPU", "passive": true}]}
            """);
    assertThat(config.integer("max_batch_size")).isEqualTo(8);
    ConfigMessage input = config.messages("input").getFirst();
    assertThat(input.constant("data_type")).isEqualTo("TYPE_FP32");
    assertThat(input.integers("dims")).containsExactly(-1, 2, 3);
    assertThat(config.has("name")).isFalse();
    assertThat(config.messages("instance_group").getFirst().flag("passive")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | config: is an array (expected: an object)",
        "{\"inputs\":[]} | config: ModelConfig has no field 'inputs' (expected one of name,",
        "{\"input\":[{\"datatype\":\"FP32\"}]} | config: input[0] ModelInput has no field"
            + " 'datatype' (expected one of",
        "{\"input\":{}} | config: input is an object (expected: an array)",
        "{\"name\":5} | config: name is 5 (expected: a string)",
        "{\"max_batch_size\":1.5} | config: max_batch_size is 1.5 (expected: a whole number of 32"
            + " bits)",
        "{\"max_batch_size\":\"x\"} | config: max_batch_size is 'x' (expected: a whole number of 32"
            + " bits)",
        "{\"max_batch_size\":\"--1\"} | config: max_batch_size is '--1' (expected:",
        "{\"max_batch_size\":\"+1\"} | config: max_batch_size is '+1' (expected:",
        "{\"max_batch_size\":\"\"} | config: max_batch_size is '' (expected:",
        "{\"max_batch_size\":true} | config: max_batch_size is true (expected:",
        "{\"max_batch_size\":4294967296} | config: max_batch_size is 4294967296 (expected:",
        "{\"input\":[{\"dims\":[1,null]}]} | config: input[0].dims[1] is null (expected: a whole"
            + " number of 64 bits)",
        "{\"input\":[{\"data_type\":\"FP32\"}]} | config: input[0].data_type is 'FP32' (expected:"
            + " one of TYPE_INVALID,",
        "{\"metric_tags\":[]} | config: metric_tags is an array (expected: an object)",
        "{\"parameters\":{\"a\":\"b\"}} | config: parameters['a'] is 'b' (expected: an object)",
        "{\"dynamic_batching\":{\"priority_queue_policy\":{\"a\":{}}}} | config:"
            + " dynamic_batching.priority_queue_policy['a'] is 'a' (expected: a whole number of 64"
            + " bits, >= 0)",
        "{\"dynamic_batching\":{},\"sequence_batching\":{}} | config: sequence_batching is set"
            + " besides 'dynamic_batching' (expected: one of them)",
        "{\"max_batch_size\":1,\"maxBatchSize\":2} | config: max_batch_size is set twice",
        "{\"response_cache\":{\"enable\":\"yes\"}} | config: response_cache.enable is 'yes'"
            + " (expected: true or false)",
      })
  void refusesWithThePath(String text, String message) {
    assertThatThrownBy(() -> Upstream.readJson(text))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith(message);
  }
}
