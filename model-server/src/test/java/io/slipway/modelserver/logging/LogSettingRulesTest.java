// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.logging.LogSettings.Format;
import io.slipway.transport.codec.SettingValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LogSettingRulesTest {
  private static final LogSettings BEFORE = new LogSettings(true, false, true, 1, Format.JSON);
  private static final LogSettings OTHER = new LogSettings(false, true, false, 7, Format.ISO8601);

  @Test
  void whatIsDescribedCanBeApplied() {
    assertThat(LogSettingRules.apply(BEFORE, LogSettingRules.describe(OTHER))).isEqualTo(OTHER);
    assertThat(LogSettingRules.describe(OTHER))
        .containsKeys("log_file", "log_info", "log_warning", "log_error", "log_verbose_level")
        .containsEntry("log_format", new SettingValue.Text("ISO8601"));
  }

  @Test
  void whatIsNotGivenStaysAsItIs() {
    assertThat(LogSettingRules.apply(BEFORE, Map.of())).isEqualTo(BEFORE);
    assertThat(LogSettingRules.apply(BEFORE, Map.of("log_info", new SettingValue.Flag(false))))
        .isEqualTo(new LogSettings(false, false, true, 1, Format.JSON));
  }

  @Test
  void nullChangesNothing() {
    for (String name : LogSettingRules.describe(BEFORE).keySet()) {
      assertThat(LogSettingRules.apply(BEFORE, Map.of(name, new SettingValue.Unset())))
          .as(name)
          .isEqualTo(BEFORE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatIsTakenByItsName(Format format) {
    SettingValue named = new SettingValue.Text(format.label());
    assertThat(LogSettingRules.apply(BEFORE, Map.of("log_format", named)).format())
        .isEqualTo(format);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesByName(String name, SettingValue value, String message) {
    assertThatThrownBy(() -> LogSettingRules.apply(BEFORE, Map.of(name, value)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  static Stream<Arguments> refused() {
    String bool = " (expected: true or false)";
    String level = " (expected: a whole number, 0 to 2147483647)";
    String file = " (expected: none: where the log goes is not for clients to say)";
    return Stream.of(
        arguments("log_file", new SettingValue.Text("/etc/x"), "log_file: '/etc/x'" + file),
        arguments("log_file", new SettingValue.Flag(true), "log_file: true" + file),
        arguments("log_info", new SettingValue.Text("yes"), "log_info: 'yes'" + bool),
        arguments("log_warning", new SettingValue.Whole(1), "log_warning: 1" + bool),
        arguments("log_error", new SettingValue.Texts(List.of()), "log_error: a list of 0" + bool),
        arguments("log_verbose_level", new SettingValue.Whole(-1), "log_verbose_level: -1" + level),
        arguments(
            "log_verbose_level",
            new SettingValue.Whole(1L << 31),
            "log_verbose_level: 2147483648" + level),
        arguments(
            "log_verbose_level", new SettingValue.Text("1"), "log_verbose_level: '1'" + level),
        arguments(
            "log_format",
            new SettingValue.Text("iso"),
            "log_format: 'iso' (expected: default, ISO8601 or json)"),
        arguments(
            "log_level",
            new SettingValue.Whole(1),
            "there is no log setting 'log_level' (expected: log_file, log_info, log_warning,"
                + " log_error, log_verbose_level or log_format)"));
  }
}
