// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextReaderTest {
  @Test
  void readsAConfigurationAsPeopleWriteIt() {
    ConfigMessage config =
        Upstream.read(
            """
            # a model
            name: "simple"
            platform: "onnxruntime_onnx"
            max_batch_size: 8
            input [
              {
                name: "INPUT0"
                data_type: TYPE_INT32
                dims: [ 16, -1 ]
              },
              { name: "INPUT1" data_type: TYPE_STRING dims: 3 reshape { shape: [ ] } }
            ]
            output { name: "OUTPUT0", data_type: TYPE_FP32; dims: 16 dims: 4 }
            instance_group [ { count: 3 kind: KIND_CPU } ]
            version_policy: { specific < versions: [1, 3] > }
            parameters { key: "intra_op_thread_count" value: { string_value: "2" } }
            parameters: { key: "b", value { string_value: "x" 'y' } }
            dynamic_batching { }
            """);
    assertThat(config.text("name")).isEqualTo("simple");
    assertThat(config.integer("max_batch_size")).isEqualTo(8);
    List<ConfigMessage> inputs = config.messages("input");
    assertThat(inputs).hasSize(2);
    assertThat(inputs.get(0).integers("dims")).containsExactly(16, -1);
    assertThat(inputs.get(1).constant("data_type")).isEqualTo("TYPE_STRING");
    assertThat(inputs.get(1).message("reshape")).isNotNull();
    assertThat(config.messages("output").getFirst().integers("dims")).containsExactly(16, 4);
    Map<String, ConfigMessage> parameters = config.messageMap("parameters");
    assertThat(parameters.keySet()).containsExactly("intra_op_thread_count", "b");
    assertThat(Objects.requireNonNull(parameters.get("b")).text("string_value")).isEqualTo("xy");
    assertThat(config.has("dynamic_batching")).isTrue();
    assertThat(config.has("sequence_batching")).isFalse();
    assertThat(config.all("max_batch_size").getFirst().position()).isEqualTo(new Position(4, 1));
    assertThat(config.all("input").get(1).position()).isEqualTo(new Position(11, 3));
  }

  /** Each is read as protobuf-java reads it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  # nothing\n#more",
        "name:'a\"b' platform:\"it's\"",
        "name: \"a\" \"b\"\n 'c' # comment\n \"d\"",
        "name: \"\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\?\"",
        "name: \"\\101\\1012\\x41\\x4a1\\u00e4\\U0001F600\"",
        "name: \"\\303\\244 \u00e4 \ud83d\ude00\"",
        "max_batch_size: 0x1F",
        "max_batch_size: 017",
        "max_batch_size: -0",
        "max_batch_size: 2147483647",
        "max_batch_size: -2147483648",
        "version_policy{specific{versions:[-9223372036854775808,9223372036854775807,0x7fffffffffffffff]}}",
        "dynamic_batching{max_queue_delay_microseconds:18446744073709551615}",
        "dynamic_batching<preserve_ordering:t>",
        "dynamic_batching:<preserve_ordering:True>",
        "dynamic_batching:{preserve_ordering:1}",
        "dynamic_batching{preserve_ordering:false,priority_levels:3;}",
        "dynamic_batching{priority_queue_policy{key:7 value{timeout_action:DELAY}}}",
        "dynamic_batching{priority_queue_policy{key:7} priority_queue_policy{value{}}}",
        "dynamic_batching{priority_queue_policy:[{key:1},{key:2 value:{max_queue_size:3}}]}",
        "input{data_type:11}",
        "input:[]",
        "input:[{},{name:\"x\"}]",
        "input[<>,<name:\"x\">]",
        "sequence_batching{direct{minimum_slot_utilization:0.5}}",
        "sequence_batching{direct{minimum_slot_utilization:.5}}",
        "sequence_batching{direct{minimum_slot_utilization:1.5e-3f}}",
        "sequence_batching{direct{minimum_slot_utilization:5.}}",
        "sequence_batching{direct{minimum_slot_utilization:-inf}}",
        "model_metrics{metric_control{histogram_options{buckets:[1,2.5,1e3,Infinity,nan,-3]}}}",
        "metric_tags{key:\"a\" value:\"1\"}metric_tags{key:\"a\" value:\"2\"}",
        "metric_tags{value:\"1\"}",
        "model_warmup{inputs{key:\"x\" value:{dims:[1,2] zero_data:true}}}",
        "optimization{cuda{graph_spec{input{key:\"x\" value{dim:1}}}}}",
      })
  void readsWhatProtobufReads(String text) throws TextFormat.ParseException {
    assertThat(Upstream.wire(Upstream.read(text))).isEqualTo(Upstream.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`name: 5` | 1:7: found 5 (expected: a string for name)",
        "`name`  | 1:5: found the end (expected: ':' after name)",
        "`name \"x\"` | 1:6: found \"x\" (expected: ':' after name)",
        "`name: \"x` | 1:7: the string does not end on its line (expected: \")",
        "`name: \"x\ny\"` | 1:7: the string does not end on its line (expected: \")",
        "`name: 'x\\` | 1:7: the string does not end on its line (expected: ')",
        "`name: \"\\q\"` | 1:7: the escape \\q is unknown",
        "`name: \"\\x\"` | 1:7: the escape \\x is unknown",
        "`name: \"\\ud800\"` | 1:7: the escape \\u is unknown",
        "`name: \"a\" name: \"b\"` | 1:11: field 'name' is set twice",
        "`name: [\"a\"]` | 1:7: found [ (expected: a string for name)",
        "`max_batch_size: \"1\"` | 1:17: found \"1\" (expected: a whole number of 32 bits for"
            + " max_batch_size)",
        "`max_batch_size: 2147483648` | 1:17: found 2147483648 (expected: a whole number of 32 bits"
            + " for max_batch_size)",
        "`max_batch_size: 1.5` | 1:17: found 1.5 (expected: a whole number of 32 bits",
        "`max_batch_size: 08` | 1:17: found 08 (expected: a whole number",
        "`max_batch_size: 5x` | 1:17: found 5x (expected: a whole number",
        "`max_batch_size: 0x` | 1:17: found 0x (expected: a whole number",
        "`max_batch_size:` | 1:16: found the end (expected: a whole number",
        "`dynamic_batching { priority_levels: -1 }` | 1:38: found 1 (expected: a whole number of 64"
            + " bits, >= 0 for priority_levels)",
        "`dynamic_batching { priority_levels: -0 }` | 1:38: found 0 (expected: a whole number of"
            + " 64",
        "`dynamic_batching { priority_levels: 18446744073709551616 }` | 1:37: found"
            + " 18446744073709551616",
        "`dynamic_batching { preserve_ordering: yes }` | 1:39: found yes (expected: true or false"
            + " for preserve_ordering)",
        "`dynamic_batching {` | 1:19: found the end (expected: a field or '}')",
        "`dynamic_batching { >` | 1:20: found > (expected: a field or '}')",
        "`dynamic_batching: 5` | 1:19: found 5 (expected: '{' after dynamic_batching)",
        "`dynamic_batching {} sequence_batching {}` | 1:21: field 'sequence_batching' is set"
            + " besides 'dynamic_batching' (expected: one of them)",
        "`version_policy { latest {} all {} }` | 1:28: field 'all' is set besides 'latest'"
            + " (expected: one of them)",
        "`\n\n"
            + "  inputs {}` | 3:3: ModelConfig has no field 'inputs' (expected one of name,"
            + " platform,",
        "`input { shape: 1 }` | 1:9: ModelInput has no field 'shape' (expected one of name,"
            + " data_type,",
        "`input { data_type: FP32 }` | 1:20: found FP32 (expected: one of TYPE_INVALID, TYPE_BOOL,",
        "`input [ {} {} ]` | 1:12: found { (expected: ',' or ']')",
        "`input { dims: [ 1, ] }` | 1:20: found ] (expected: a whole number of 64 bits for dims)",
        "`metric_tags { key: \"a\" key: \"b\" }` | 1:24: 'key' is set twice",
        "`metric_tags { name: \"a\" }` | 1:15: found name (expected: key or value)",
        "`metric_tags { key \"a\" }` | 1:19: found \"a\" (expected: ':' after key)",
        "`}` | 1:1: found } (expected: a field)",
        "`[ext]: 1` | 1:1: found [ (expected: a field)",
        "`sequence_batching{direct{minimum_slot_utilization:1.2.3}}` | 1:51: found 1.2.3 (expected:"
            + " a number",
      })
  void refusesWithLineAndColumn(String text, String message) {
    assertThatThrownBy(() -> Upstream.read(text))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith("config.pbtxt:" + message);
    assertThatThrownBy(() -> Upstream.parse(text)).isInstanceOf(TextFormat.ParseException.class);
  }

  /** As protobuf's C++ parser, which Triton uses, or because there is no such value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`input { data_type: 99 }` | 1:20: found 99 (expected: one of TYPE_INVALID,",
        "`n\u00e4me: 1` | 1:1: ModelConfig has no field 'n'",
        "`sequence_batching{direct{minimum_slot_utilization:0x1p3}}` | 1:51: found 0x1p3"
            + " (expected:",
        "`sequence_batching{direct{minimum_slot_utilization:1d}}` | 1:51: found 1d (expected: a",
        "`name: \"\\400\"` | 1:7: the escape \\4 is unknown",
        "`name: \"\\377\"` | 1:7: the string is not UTF-8",
      })
  void refusesWhatOnlyProtobufJavaReads(String text, String message) {
    assertThatThrownBy(() -> Upstream.read(text))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("config.pbtxt:" + message);
  }

  @Test
  void readsASignApartFromItsNumber() {
    assertThat(Upstream.read("max_batch_size: - 5").integer("max_batch_size")).isEqualTo(-5);
  }

  @Test
  void boundsTextAndValues() {
    byte[] long1 = new byte[TextReader.MAX_BYTES + 1];
    assertThatThrownBy(() -> TextReader.read(ModelConfigSchema.modelConfig(), "c", long1))
        .hasMessage("c has 1048577 bytes (expected: at most 1048576)");
    String many = "input { dims: [ 1" + ", 1".repeat(TextReader.MAX_VALUES) + " ] }";
    assertThatThrownBy(() -> Upstream.read(many)).hasMessageContaining("more than 10000 values");
    byte[] latin1 = {'#', (byte) 0xE4};
    assertThatThrownBy(() -> TextReader.read(ModelConfigSchema.modelConfig(), "c", latin1))
        .hasMessage("c is not UTF-8 at byte 1");
  }
}
