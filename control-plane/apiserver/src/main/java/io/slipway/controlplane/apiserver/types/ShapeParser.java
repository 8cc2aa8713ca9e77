// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import java.util.List;
import java.util.Map;

/** Reads what stands before the colon in a row of a table of types. */
final class ShapeParser {
  private final String text;
  private final TypeTable.Types types;
  private int at;

  ShapeParser(String text, TypeTable.Types types) {
    this.text = text;
    this.types = types;
  }

  FieldType field() {
    TypeDescription type = shape();
    boolean merge = false;
    boolean retainKeys = false;
    String mergeKey = "";
    while (at < text.length()) {
      String word = word();
      if (word.equals("merge") || word.startsWith("merge=")) {
        merge = true;
        mergeKey = word.equals("merge") ? "" : word.substring(6);
      } else if (word.equals("retainKeys")) {
        retainKeys = true;
      } else {
        throw new IllegalStateException("'" + word + "' in '" + text + "' is no strategy");
      }
    }
    return new FieldType(type, new PatchStrategy(merge, mergeKey, retainKeys), null);
  }

  static JsonNode keyDefault(TypeDescription type, String text) {
    return type.scalar() == ScalarKind.INT32
        ? IntNode.valueOf(Integer.parseInt(text))
        : TextNode.valueOf(text);
  }

  private TypeDescription shape() {
    TypeDescription type =
        switch (text.charAt(at)) {
          case '[' -> list();
          case '{' -> map();
          default -> named(word());
        };
    if (take("atomic")) {
      return type.atomic(true);
    }
    return take("granular") ? type.atomic(false) : type;
  }

  private TypeDescription list() {
    at++;
    TypeDescription element = shape();
    expect(']');
    if (take("set")) {
      return TypeDescription.of(new ListType(Identity.VALUE, List.of(), element));
    }
    if (take("by")) {
      return TypeDescription.of(
          new ListType(Identity.KEYS, List.of(word().split(",", -1)), element));
    }
    return TypeDescription.of(new ListType(Identity.ATOMIC, List.of(), element));
  }

  private TypeDescription map() {
    at++;
    TypeDescription element = shape();
    expect('}');
    return TypeDescription.of(new MapType(Map.of(), element, false, false));
  }

  private TypeDescription named(String name) {
    return switch (name) {
      case "text" -> TypeDescription.TEXT;
      case "bytes" -> TypeDescription.BYTES;
      case "int32" -> TypeDescription.INT32;
      case "int64" -> TypeDescription.INT64;
      case "number" -> TypeDescription.NUMBER;
      case "boolean" -> TypeDescription.BOOLEAN;
      case "scalar" -> TypeDescription.SCALAR;
      case "any" -> TypeDescription.ANY;
      default -> types.named(name);
    };
  }

  private String word() {
    int from = at;
    while (at < text.length() && " ]}".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    skipSpace();
    return word;
  }

  private boolean take(String word) {
    if (!text.startsWith(word, at)) {
      return false;
    }
    at += word.length();
    skipSpace();
    return true;
  }

  private void expect(char c) {
    if (at >= text.length() || text.charAt(at) != c) {
      throw new IllegalStateException("no " + c + " at " + at + " in '" + text + "'");
    }
    at++;
    skipSpace();
  }

  private void skipSpace() {
    if (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
