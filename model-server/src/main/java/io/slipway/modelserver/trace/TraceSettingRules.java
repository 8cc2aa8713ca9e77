// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.SettingValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of the trace extension, by their names. Pure. */
final class TraceSettingRules {
  private static final String LEVEL = "trace_level";
  private static final String RATE = "trace_rate";
  private static final String COUNT = "trace_count";
  private static final String FREQUENCY = "log_frequency";
  private static final String FILE = "trace_file";
  private static final String MODE = "trace_mode";

  /** The form of the files; the other one that Triton has is no file. */
  private static final String TRITON = "triton";

  private TraceSettingRules() {}

  /** All of them, as a client reads them. */
  static Map<String, SettingValue> describe(TraceSetting setting, String file) {
    Map<String, SettingValue> named = new LinkedHashMap<>();
    named.put(LEVEL, new SettingValue.Texts(setting.levels().names()));
    named.put(RATE, number(setting.rate()));
    named.put(COUNT, number(setting.count().left()));
    named.put(FREQUENCY, number(setting.logFrequency()));
    named.put(FILE, new SettingValue.Text(file));
    named.put(MODE, new SettingValue.Text(TRITON));
    return named;
  }

  private static SettingValue number(int value) {
    return new SettingValue.Text(Integer.toString(value));
  }

  /**
   * What is set after a client's changes; what it unsets follows the setting above.
   *
   * @throws ServingException INVALID_ARGUMENT that names the setting that cannot be
   */
  static TraceOverrides apply(
      TraceOverrides before, Map<String, SettingValue> changes, String file) {
    TraceLevels levels = before.levels();
    Integer rate = before.rate();
    TraceCount count = before.count();
    Integer frequency = before.logFrequency();
    for (Map.Entry<String, SettingValue> change : changes.entrySet()) {
      SettingValue value = change.getValue();
      switch (change.getKey()) {
        case LEVEL -> levels = levels(value);
        case RATE -> rate = number(RATE, value, 1);
        case COUNT -> count = count(value);
        case FREQUENCY -> frequency = number(FREQUENCY, value, 0);
        case FILE -> requireSame(FILE, value, file);
        case MODE -> requireSame(MODE, value, TRITON);
        default ->
            throw ServingException.invalid(
                "there is no trace setting '%s' (expected: %s, %s, %s or %s)"
                    .formatted(change.getKey(), LEVEL, RATE, COUNT, FREQUENCY));
      }
    }
    return new TraceOverrides(levels, rate, count, frequency);
  }

  private static @Nullable TraceLevels levels(SettingValue value) {
    return switch (value) {
      case SettingValue.Unset() -> null;
      case SettingValue.Text(String level) -> TraceLevels.of(List.of(level));
      case SettingValue.Texts(List<String> levels) -> TraceLevels.of(levels);
      case SettingValue.Flag _, SettingValue.Whole _ ->
          throw wrong(LEVEL, value, "a list of TIMESTAMPS and TENSORS, or OFF");
    };
  }

  private static @Nullable TraceCount count(SettingValue value) {
    Integer count = number(COUNT, value, -1);
    return count == null ? null : new TraceCount(count);
  }

  private static @Nullable Integer number(String name, SettingValue value, int least) {
    String digits =
        switch (value) {
          case SettingValue.Unset() -> null;
          case SettingValue.Whole(long number) -> Long.toString(number);
          case SettingValue.Text(String text) -> text;
          case SettingValue.Texts(List<String> texts) when texts.size() == 1 -> texts.getFirst();
          case SettingValue.Texts _, SettingValue.Flag _ -> "";
        };
    if (digits == null) {
      return null;
    }
    try {
      int number = Integer.parseInt(digits);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException _) {
      // the same message as for a number out of range
    }
    throw wrong(name, value, "a whole number, %d to %d".formatted(least, Integer.MAX_VALUE));
  }

  /** A client that could name a file could have the server write to any. */
  private static void requireSame(String name, SettingValue value, String known) {
    boolean same =
        switch (value) {
          case SettingValue.Unset() -> true;
          case SettingValue.Text(String text) -> text.equals(known);
          case SettingValue.Texts(List<String> texts) -> texts.equals(List.of(known));
          case SettingValue.Flag _, SettingValue.Whole _ -> false;
        };
    if (!same) {
      throw wrong(name, value, "'" + known + "', which is not for clients to change");
    }
  }

  private static ServingException wrong(String name, SettingValue value, String expected) {
    return ServingException.invalid(
        "%s: %s (expected: %s)".formatted(name, value.shown(), expected));
  }
}
