// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.SettingValue;
import io.slipway.transport.codec.SettingValue.Text;
import io.slipway.transport.codec.SettingValue.Texts;
import io.slipway.transport.codec.SettingValue.Unset;
import io.slipway.transport.codec.SettingValue.Whole;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TraceSettingRulesTest {
  private static final String FILE = "trace.json";
  private static final TraceSetting BEGINNING =
      new TraceSetting(new TraceLevels(true, false), 10, new TraceCount(7), 0);

  private static TraceSetting after(Map<String, SettingValue> changes) {
    return TraceSettingRules.apply(TraceOverrides.NONE, changes, FILE).over(BEGINNING);
  }

  @Test
  void describesEverySettingAsText() {
    assertThat(TraceSettingRules.describe(BEGINNING, FILE))
        .containsExactly(
            Map.entry("trace_level", new Texts(List.of("TIMESTAMPS"))),
            Map.entry("trace_rate", new Text("10")),
            Map.entry("trace_count", new Text("7")),
            Map.entry("log_frequency", new Text("0")),
            Map.entry("trace_file", new Text(FILE)),
            Map.entry("trace_mode", new Text("triton")));
  }

  @Test
  void whatIsDescribedCanBeApplied() {
    TraceSetting same = after(TraceSettingRules.describe(BEGINNING, FILE));
    assertThat(TraceSettingRules.describe(same, FILE))
        .isEqualTo(TraceSettingRules.describe(BEGINNING, FILE));
  }

  @Test
  void takesNumbersOfBothProtocolsAndAsNumbers() {
    for (SettingValue value :
        new SettingValue[] {new Text("5"), new Whole(5), new Texts(List.of("5"))}) {
      assertThat(after(Map.of("trace_rate", value)).rate()).isEqualTo(5);
      assertThat(after(Map.of("log_frequency", value)).logFrequency()).isEqualTo(5);
      assertThat(after(Map.of("trace_count", value)).count().left()).isEqualTo(5);
    }
  }

  @Test
  void levelsAreSetTogether() {
    assertThat(after(Map.of("trace_level", new Texts(List.of("TENSORS")))).levels())
        .isEqualTo(new TraceLevels(false, true));
    assertThat(after(Map.of("trace_level", new Texts(List.of("TENSORS", "TIMESTAMPS")))).levels())
        .isEqualTo(new TraceLevels(true, true));
    assertThat(after(Map.of("trace_level", new Text("OFF"))).levels()).isEqualTo(TraceLevels.OFF);
    assertThat(after(Map.of("trace_level", new Texts(List.of()))).levels())
        .isEqualTo(TraceLevels.OFF);
  }

  @Test
  void whatIsUnsetFollowsTheSettingAbove() {
    TraceOverrides own = new TraceOverrides(TraceLevels.OFF, 3, new TraceCount(1), 4);
    Map<String, SettingValue> unset =
        Map.of(
            "trace_level", new Unset(),
            "trace_rate", new Unset(),
            "trace_count", new Unset(),
            "log_frequency", new Unset(),
            "trace_file", new Unset());
    TraceOverrides after = TraceSettingRules.apply(own, unset, FILE);
    assertThat(after.isNone()).isTrue();
    assertThat(after.over(BEGINNING)).isEqualTo(BEGINNING);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesByName(String name, SettingValue value, String message) {
    assertThatThrownBy(() -> after(Map.of(name, value)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  static Stream<Arguments> refused() {
    String rate = " (expected: a whole number, 1 to 2147483647)";
    return Stream.of(
        arguments("trace_rate", new Text("0"), "trace_rate: '0'" + rate),
        arguments("trace_rate", new Text("often"), "trace_rate: 'often'" + rate),
        arguments("trace_rate", new Texts(List.of("1", "2")), "trace_rate: a list of 2" + rate),
        arguments("trace_rate", new SettingValue.Flag(true), "trace_rate: true" + rate),
        arguments("trace_rate", new Whole(1L << 31), "trace_rate: 2147483648" + rate),
        arguments(
            "trace_count",
            new Text("-2"),
            "trace_count: '-2' (expected: a whole number, -1 to 2147483647)"),
        arguments(
            "log_frequency",
            new Text("-1"),
            "log_frequency: '-1' (expected: a whole number, 0 to 2147483647)"),
        arguments(
            "trace_level",
            new Texts(List.of("MAX")),
            "trace_level: 'MAX' (expected: OFF, TIMESTAMPS or TENSORS)"),
        arguments(
            "trace_level",
            new Texts(List.of("OFF", "TENSORS")),
            "trace_level: OFF beside others (expected: OFF alone)"),
        arguments(
            "trace_level",
            new Whole(1),
            "trace_level: 1 (expected: a list of TIMESTAMPS and TENSORS, or OFF)"),
        arguments(
            "trace_file",
            new Text("/etc/x"),
            "trace_file: '/etc/x' (expected: 'trace.json', which is not for clients to change)"),
        arguments(
            "trace_mode",
            new Text("opentelemetry"),
            "trace_mode: 'opentelemetry' (expected: 'triton', which is not for clients to change)"),
        arguments(
            "trace_speed",
            new Whole(1),
            "there is no trace setting 'trace_speed' (expected: trace_level, trace_rate,"
                + " trace_count or log_frequency)"));
  }
}
