// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import io.slipway.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operands of {@code get}, {@code describe}, {@code delete} and {@code wait} name: a type,
 * and objects of it.
 *
 * @param names empty for all
 */
public record TypedNames(ResourceType type, List<String> names) {
  public TypedNames {
    names = List.copyOf(names);
  }

  /**
   * Of {@code TYPE[,TYPE]... [NAME]...} or {@code TYPE/NAME...}.
   *
   * @throws CommandFailure as a usage error, for other forms; as a failure, for types that the
   *     server does not have
   */
  public static List<TypedNames> of(List<String> operands, ResourceTypes types) {
    if (operands.isEmpty()) {
      throw CommandFailure.usage("expected: TYPE, TYPE NAME or TYPE/NAME");
    }
    if (operands.getFirst().indexOf('/') >= 0) {
      return ofPairs(operands, types);
    }
    List<String> names = operands.subList(1, operands.size());
    for (String name : names) {
      if (name.indexOf('/') >= 0) {
        throw CommandFailure.usage(
            "'%s' after TYPE (expected: NAME, or TYPE/NAME for all)".formatted(name));
      }
    }
    List<TypedNames> found = new ArrayList<>();
    for (String word : operands.getFirst().split(",", -1)) {
      for (ResourceType type : types.allNamed(word)) {
        found.add(new TypedNames(type, names));
      }
    }
    return found;
  }

  private static List<TypedNames> ofPairs(List<String> operands, ResourceTypes types) {
    List<TypedNames> found = new ArrayList<>();
    for (String operand : operands) {
      int slash = operand.indexOf('/');
      if (slash <= 0 || slash == operand.length() - 1 || operand.indexOf('/', slash + 1) >= 0) {
        throw CommandFailure.usage("'" + operand + "' (expected: TYPE/NAME)");
      }
      found.add(
          new TypedNames(
              types.named(operand.substring(0, slash)), List.of(operand.substring(slash + 1))));
    }
    return found;
  }
}
