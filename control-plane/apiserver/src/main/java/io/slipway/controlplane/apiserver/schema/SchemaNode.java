// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says about one place of an object. Immutable; the nodes under it are read from the
 * image when asked for. Equal places of one schema share a node, so a node knows no path.
 */
public final class SchemaNode {
  /** Bits of the flags. The values are part of {@link SchemaImage}'s format. */
  static final int NULLABLE = 1;

  static final int PRESERVE = 1 << 1;
  static final int EMBEDDED = 1 << 2;
  static final int INT_OR_STRING = 1 << 3;

  /** {@code additionalProperties: true}. */
  static final int ADDITIONAL_ANY = 1 << 4;

  /** {@code additionalProperties: false}. */
  static final int ADDITIONAL_NONE = 1 << 5;

  static final int UNIQUE_ITEMS = 1 << 6;
  static final int MAP_ATOMIC = 1 << 7;

  /** {@code anyOf} is just the integer or string that int-or-string says already. */
  static final int PLAIN_INT_OR_STRING = 1 << 8;

  /** Here or below there is a default. */
  static final int HAS_DEFAULTS = 1 << 9;

  /** Here or below there are rules in CEL. */
  static final int HAS_RULES = 1 << 10;

  /** Here or below there is a list that is a set or a map. */
  static final int HAS_KEYED_LISTS = 1 << 11;

  /** Here or below there is a resource inside the resource. */
  static final int HAS_EMBEDDED = 1 << 12;

  static final int DEEP = HAS_DEFAULTS | HAS_RULES | HAS_KEYED_LISTS | HAS_EMBEDDED;

  private final SchemaImage image;
  private final Parts parts;
  private volatile @Nullable Pattern compiled;
  private volatile @Nullable List<String> defaulted;

  SchemaNode(SchemaImage image, Parts parts) {
    this.image = image;
    this.parts = parts;
  }

  /** What is read from the image for one node; {@code -1} stands for no node. */
  static final class Parts {
    int flags;
    @Nullable SchemaType type;
    String[] names = {};
    int[] properties = {};
    int additional = -1;
    int items = -1;
    @Nullable JsonNode defaultValue;
    List<JsonNode> choices = List.of();
    List<String> required = List.of();
    String format = "";
    String pattern = "";
    ListKind listKind = ListKind.ATOMIC;
    List<String> listKeys = List.of();
    @Nullable Limits limits;
    @Nullable Logic logic;
    List<Rule> rules = List.of();
  }

  boolean is(int flag) {
    return (parts.flags & flag) != 0;
  }

  /** The type of values here; null if the schema names none. */
  public @Nullable SchemaType type() {
    return parts.type;
  }

  boolean nullable() {
    return is(NULLABLE);
  }

  boolean preservesUnknown() {
    return is(PRESERVE);
  }

  /** Whether there is a whole resource here. */
  public boolean embedded() {
    return is(EMBEDDED);
  }

  /** Whether a number or a text may stand here. */
  public boolean intOrString() {
    return is(INT_OR_STRING);
  }

  /** Whether {@code additionalProperties} is there in any form. */
  boolean hasAdditional() {
    return parts.additional >= 0 || is(ADDITIONAL_ANY | ADDITIONAL_NONE);
  }

  @Nullable JsonNode defaultValue() {
    return parts.defaultValue;
  }

  /** The values of {@code enum}; empty if any will do. */
  List<JsonNode> choices() {
    return parts.choices;
  }

  List<String> required() {
    return parts.required;
  }

  /** The format of texts or numbers, if it is one that counts; else empty. */
  public String format() {
    return parts.format;
  }

  String pattern() {
    return parts.pattern;
  }

  /** How the items of the list are told apart. */
  public ListKind listKind() {
    return parts.listKind;
  }

  /** The names of the fields by which items of a {@link ListKind#MAP} are known. */
  public List<String> listKeys() {
    return parts.listKeys;
  }

  /** Whether the object or map is replaced as a whole. */
  public boolean isAtomicMap() {
    return is(MAP_ATOMIC);
  }

  @Nullable Limits limits() {
    return parts.limits;
  }

  @Nullable Logic logic() {
    return parts.logic;
  }

  /** Whether there are rules here or below. */
  public boolean hasRules() {
    return is(HAS_RULES);
  }

  /** The rules that stand here. */
  public List<Rule> rules() {
    return parts.rules;
  }

  /** Whether the schema names properties. */
  public boolean hasProperties() {
    return parts.names.length > 0;
  }

  /** The names of the properties, sorted. */
  public List<String> propertyNames() {
    return List.of(parts.names);
  }

  /** The names of the properties that have a default of their own. */
  List<String> defaultedNames() {
    List<String> known = defaulted;
    if (known == null) {
      List<String> names = new ArrayList<>(0);
      for (String name : parts.names) {
        SchemaNode property = property(name);
        if (property != null && property.defaultValue() != null) {
          names.add(name);
        }
      }
      known = List.copyOf(names);
      defaulted = known;
    }
    return known;
  }

  /** What is said of a property by its name; null if the schema does not name it. */
  public @Nullable SchemaNode property(String name) {
    int at = Arrays.binarySearch(parts.names, name);
    return at < 0 ? null : image.node(parts.properties[at]);
  }

  /** What is said of the items of a list; null if nothing is. */
  public @Nullable SchemaNode items() {
    return parts.items < 0 ? null : image.node(parts.items);
  }

  /** What is said of the values of a map; null if nothing is. */
  public @Nullable SchemaNode additional() {
    return parts.additional < 0 ? null : image.node(parts.additional);
  }

  /** What is said of a field, named or not; null if nothing is. */
  public @Nullable SchemaNode field(String name) {
    SchemaNode named = property(name);
    return named != null ? named : additional();
  }

  /** The compiled pattern; only for a node that has one. */
  Pattern compiledPattern() {
    Pattern known = compiled;
    if (known == null) {
      known = Pattern.compile(parts.pattern);
      compiled = known;
    }
    return known;
  }
}
