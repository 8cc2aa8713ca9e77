// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.modelserver.config.FieldSupport.Entry;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import io.slipway.transport.codec.modelconfig.ConfigValue;
import io.slipway.transport.codec.modelconfig.Field;
import java.util.ArrayList;
import java.util.List;

/** Goes through the fields that a configuration sets, for those that are not honoured. */
final class FieldCheck {
  private final String source;
  private final List<String> refused = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  private FieldCheck(String source) {
    this.source = source;
  }

  static FieldCheck of(ConfigMessage config, String source) {
    FieldCheck check = new FieldCheck(source);
    check.message(config, "");
    return check;
  }

  /** What stands in the way of loading, with its places. */
  List<String> refused() {
    return refused;
  }

  /** What has no effect, with its places. */
  List<String> ignored() {
    return ignored;
  }

  /** {@code source:line:column: }, or as much of it as there is. */
  static String place(String source, Position position) {
    return position.line() == 0
        ? source + ": "
        : "%s:%d:%d: ".formatted(source, position.line(), position.column());
  }

  private void message(ConfigMessage message, String parent) {
    for (Field field : message.type().fields()) {
      String path = parent.isEmpty() ? field.name() : parent + "." + field.name();
      Entry entry = FieldSupport.of(path);
      for (Occurrence occurrence : message.all(field.name())) {
        if (entry != null) {
          field(entry, occurrence);
        } else if (occurrence.value() instanceof ConfigValue.MessageValue(ConfigMessage inner)) {
          message(inner, path);
        } else {
          throw new IllegalStateException("nothing says what becomes of " + path);
        }
      }
    }
  }

  private void field(Entry entry, Occurrence occurrence) {
    if (occurrence.value().isDefault()) {
      return;
    }
    String place = place(source, occurrence.position());
    switch (entry.treatment()) {
      case HONOURED -> {}
      case IGNORED -> ignored.add(place + entry.path() + " has no effect: " + entry.note());
      case REFUSED -> refused.add(place + entry.path() + " is not supported: " + entry.note());
    }
  }
}
