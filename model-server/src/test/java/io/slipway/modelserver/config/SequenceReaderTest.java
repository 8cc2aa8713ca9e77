// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.modelserver.config.SequenceBatching.CorrelationId;
import io.slipway.modelserver.config.SequenceBatching.Flag;
import io.slipway.modelserver.config.SequenceBatching.InitialState;
import io.slipway.modelserver.config.SequenceBatching.Signal;
import io.slipway.modelserver.config.SequenceBatching.State;
import io.slipway.modelserver.config.SequenceBatching.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceReaderTest {
  @Test
  void anEmptyConfigurationIsTheDirectStrategyWithoutDelay() {
    assertThat(read("sequence_batching { }"))
        .isEqualTo(
            new SequenceBatching(
                new Strategy.Direct(Duration.ZERO, 0),
                Duration.ofSeconds(1),
                List.of(),
                List.of()));
  }

  @Test
  void readsEveryFormOfAControl() {
    SequenceBatching batching =
        read(
            """
            sequence_batching {
              direct { max_queue_delay_microseconds: 50 minimum_slot_utilization: 0.5 }
              max_sequence_idle_microseconds: 3000000
              control_input [
                { name: "s" control { kind: CONTROL_SEQUENCE_START fp32_false_true: [ -0.5, 0.5 ] } },
                { name: "r" control { kind: CONTROL_SEQUENCE_READY int32_false_true: [ 0, 7 ] } },
                { name: "e" control { kind: CONTROL_SEQUENCE_END bool_false_true: [ true, false ] } },
                { name: "c" control { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_STRING } }
              ]
            }
            """);

    assertThat(batching.strategy()).isEqualTo(new Strategy.Direct(Duration.ofNanos(50_000), 0.5));
    assertThat(batching.idle()).isEqualTo(Duration.ofSeconds(3));
    assertThat(batching.controls())
        .containsExactly(
            new Flag("s", Signal.START, DataType.FP32, -0.5, 0.5),
            new Flag("r", Signal.READY, DataType.INT32, 0, 7),
            new Flag("e", Signal.END, DataType.BOOL, 1, 0),
            new CorrelationId("c", DataType.BYTES));
    assertThat(batching.inputs()).containsExactlyInAnyOrder("s", "r", "e", "c");
  }

  @Test
  void readsTheOldestStrategyAndStates() {
    SequenceBatching batching =
        read(
            """
            max_batch_size: 8
            sequence_batching {
              oldest {
                max_candidate_sequences: 100 preferred_batch_size: [ 4, 8 ]
                max_queue_delay_microseconds: 18446744073709551615 preserve_ordering: true
              }
              state [
                { input_name: "a" output_name: "b" data_type: TYPE_FP32 dims: [ -1 ]
                  use_same_buffer_for_input_output: true
                  initial_state { data_type: TYPE_FP32 dims: 2 data_file: "begin" name: "n" } },
                { input_name: "c" output_name: "d"
                  initial_state { dims: [ ] zero_data: true name: "z" } }
              ]
            }
            """);

    assertThat(batching.strategy())
        .isEqualTo(new Strategy.Oldest(100, List.of(4, 8), Duration.ofDays(365), true));
    assertThat(batching.states())
        .containsExactly(
            new State(
                "a", "b", DataType.FP32, Shape.of(-1), new InitialState(Shape.of(2), "begin")),
            new State("c", "d", null, null, new InitialState(Shape.SCALAR, "")));
    assertThat(batching.outputs()).containsExactlyInAnyOrder("b", "d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "control_input { control { kind: CONTROL_SEQUENCE_START } } | control_input has no name",
        "control_input { name: \"s\" } | name 's' has 0 controls (expected: one)",
        "control_input { name: \"s\" control { } } | kind of 's' has the values [] (expected: one",
        "control_input { name: \"s\" control { int32_false_true: [0, 1] fp32_false_true: [0, 1] } }"
            + " | kind of 's' has the values [fp32_false_true, int32_false_true]",
        "control_input { name: \"s\" control { int32_false_true: [0] } } | int32_false_true of 's'"
            + " has 1 values (expected: 2, for false and true)",
        "control_input { name: \"s\" control { int32_false_true: [0, 1] } } control_input { name:"
            + " \"t\" control { int32_false_true: [0, 1] } } | kind CONTROL_SEQUENCE_START is given"
            + " twice",
        "control_input { name: \"c\" control { kind: CONTROL_SEQUENCE_CORRID } } | data_type of"
            + " CONTROL_SEQUENCE_CORRID is TYPE_INVALID (expected: TYPE_UINT64",
        "control_input { name: \"c\" control { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_FP32 }"
            + " } | data_type of CONTROL_SEQUENCE_CORRID is TYPE_FP32",
        "control_input { name: \"c\" control { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_INT32"
            + " bool_false_true: [false, true] } } | bool_false_true is not for",
        "control_input { name: \"x\" control { int32_false_true: [0, 1] } } | names 'x', which is"
            + " listed as an input (expected: in one place)",
        "control_input { name: \"s\" control { int32_false_true: [0, 1] } } state { input_name:"
            + " \"s\" output_name: \"o\" } | name an input twice",
        "direct { minimum_slot_utilization: 1.5 } | minimum_slot_utilization is 1.5 (expected: 0 to"
            + " 1)",
        "direct { minimum_slot_utilization: nan } | minimum_slot_utilization is NaN",
        "oldest { max_candidate_sequences: -1 } | max_candidate_sequences is -1 (expected: >= 0)",
        "oldest { preferred_batch_size: 5 } | preferred_batch_size has 5 (expected: 1 to 4",
        "state { input_name: \"a\" } | state needs an input_name and an output_name",
        "state { input_name: \"a\" output_name: \"o\" } state { input_name: \"b\" output_name:"
            + " \"o\" } | output_name 'o' is given twice",
        "state { input_name: \"a\" output_name: \"o\" dims: 0 } | dims of a state have 0",
        "state { input_name: \"a\" output_name: \"o\" initial_state { dims: -1 zero_data: true } }"
            + " | dims of an initial_state have -1 (expected: >= 0)",
        "state { input_name: \"a\" output_name: \"o\" dims: 2 initial_state { dims: 3 zero_data:"
            + " true } } | dims of an initial_state are [3] (expected: such that fit the state's,",
        "state { input_name: \"a\" output_name: \"o\" initial_state { } } | data_file of an"
            + " initial_state is '' (expected: zero_data, or a file",
        "state { input_name: \"a\" output_name: \"o\" initial_state { data_file: \"../x\" } } |"
            + " data_file of an initial_state is '../x'",
        "state { input_name: \"a\" output_name: \"o\" data_type: TYPE_INT8 initial_state {"
            + " data_type: TYPE_FP32 zero_data: true } } | data_type of an initial_state is not"
            + " that",
      })
  void tellsWhatIsWrong(String batching, String reason) {
    assertThatThrownBy(() ->
            read("max_batch_size: 4 input { name: \"x\" }\nsequence_batching { " + batching + " }"))
        .hasMessageContaining("c:2:")
        .hasMessageContaining(reason);
  }

  private static SequenceBatching read(String config) {
    return Objects.requireNonNull(ModelConfigTest.read(config).sequences());
  }
}
