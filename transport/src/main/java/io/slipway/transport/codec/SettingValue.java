// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import java.util.List;

/** The value of one setting of the server, as a client gives or reads it. */
public sealed interface SettingValue {
  /** Yes or no. */
  record Flag(boolean value) implements SettingValue {}

  /** A whole number. */
  record Whole(long value) implements SettingValue {}

  /** A text. */
  record Text(String value) implements SettingValue {}

  /** Several texts. */
  record Texts(List<String> values) implements SettingValue {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** No value: the setting is left to what stands above it. */
  record Unset() implements SettingValue {}

  /** As a message shows it. */
  default String shown() {
    return switch (this) {
      case Flag(boolean value) -> Boolean.toString(value);
      case Whole(long value) -> Long.toString(value);
      case Text(String value) -> shown(value);
      case Texts(List<String> values) -> "a list of " + values.size();
      case Unset() -> "null";
    };
  }

  private static String shown(String text) {
    return "'" + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + "'";
  }
}
