// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.schema.FieldError.Reason;
import io.slipway.controlplane.resources.schema.Findings;
import io.slipway.controlplane.resources.yaml.Position;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mapping of the document that rules are held against, and where it stands. */
record Scope(YamlMap map, String path, Findings findings) {
  private static final int LONGEST_SHOWN = 80;

  static Scope of(YamlMap document, Findings findings) {
    return new Scope(document, "", findings);
  }

  /** Text of the user, cut to a length that fits into a message. */
  static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }

  /** The mapping at a field; null if there is none or it is of another type. */
  @Nullable Scope child(String field) {
    YamlMap child = map.map(field);
    return child == null ? null : new Scope(child, pathOf(field), findings);
  }

  /** The mappings of the list at a field. */
  List<Scope> children(String field) {
    List<Scope> children = new ArrayList<>();
    YamlList list = map.list(field);
    if (list != null) {
      for (int i = 0; i < list.items().size(); i++) {
        if (list.items().get(i) instanceof YamlMap item) {
          children.add(new Scope(item, pathOf(field) + "[" + i + "]", findings));
        }
      }
    }
    return children;
  }

  boolean has(String field) {
    return map.get(field) != null;
  }

  /** The text at a field; empty if there is none. */
  String textOrEmpty(String field) {
    String text = map.text(field);
    return text == null ? "" : text;
  }

  String pathOf(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  /** The path of a free key, as of an annotation. */
  String pathOfKey(String key) {
    return path + "[" + shown(key) + "]";
  }

  /** The place of the field's key, or of the mapping that lacks it. */
  Position positionOf(String field) {
    YamlMap.Entry entry = map.entries().get(field);
    return entry == null ? map.position() : entry.position();
  }

  /** The mapping as a whole is at fault. */
  void invalid(String message) {
    findings.error(map.position(), path, Reason.INVALID, message);
  }

  void invalid(String field, String message) {
    findings.error(positionOf(field), pathOf(field), Reason.INVALID, message);
  }

  void invalidKey(String key, String message) {
    findings.error(positionOf(key), pathOfKey(key), Reason.INVALID, message);
  }

  void required(String field, String message) {
    findings.error(positionOf(field), pathOf(field), Reason.REQUIRED, message);
  }

  void unsupported(String field, String reason) {
    findings.unsupported(positionOf(field), pathOf(field), reason);
  }

  /** An integer must not be below a bound; one that is not set is not. */
  void atLeast(String field, long bound) {
    Long value = map.integer(field);
    if (value != null && value < bound) {
      invalid(field, value + " (expected: >= " + bound + ")");
    }
  }
}
