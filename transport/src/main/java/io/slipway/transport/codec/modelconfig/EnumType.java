// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An enum; its first constant has the number 0 and is the default. */
public record EnumType(String name, List<Constant> constants) implements FieldType {
  /** One of an enum's values. */
  public record Constant(String name, int number) {}

  public EnumType {
    constants = List.copyOf(constants);
  }

  @Nullable Constant find(String wanted) {
    for (Constant constant : constants) {
      if (constant.name().equals(wanted)) {
        return constant;
      }
    }
    return null;
  }

  @Nullable Constant find(long number) {
    for (Constant constant : constants) {
      if (constant.number() == number) {
        return constant;
      }
    }
    return null;
  }

  /** All constants, for messages. */
  String phrase() {
    return "one of " + constants.stream().map(Constant::name).collect(Collectors.joining(", "));
  }
}
