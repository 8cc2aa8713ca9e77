// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import io.slipway.controlplane.resources.schema.FieldType.Scalar;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A table of types and their fields; its format is described at the head of {@link
 * InferenceServiceFields}. The text is held as it is; a type is parsed when it is first asked for,
 * because a usual service touches six of more than a hundred. Thread-safe.
 */
public final class FieldTable {
  /** The type a table of annotations or labels with a class of their own is found under. */
  public static final String ANNOTATIONS = "Annotations";

  /** See {@link #ANNOTATIONS}. */
  public static final String LABELS = "Labels";

  private final String text;
  private final @Nullable String changes;
  private final Map<String, ObjectType> types = new ConcurrentHashMap<>();

  FieldTable(String text) {
    this(text, null);
  }

  /**
   * @param changes of the same format: fields that stand in place of those of {@code text}; what
   *     stands in an honoured field is then honoured too. Null for none
   */
  FieldTable(String text, @Nullable String changes) {
    this.text = text;
    this.changes = changes;
  }

  /** The fields of {@code serving.kserve.io/v1beta1 InferenceService} on one machine. */
  public static FieldTable inferenceService() {
    return InferenceServiceHolder.TABLE;
  }

  /** The same where each component is run as Pods. */
  public static FieldTable inferenceServiceInPods() {
    return InPodsHolder.TABLE;
  }

  /** The fields of all kinds of KServe and of ours, without what becomes of them. */
  public static FieldTable allKinds() {
    return AllKindsHolder.TABLE;
  }

  /** Whether it is {@link #inferenceServiceInPods}. */
  public boolean isInPods() {
    return changes != null;
  }

  /** Whether the table has a type of that name. */
  public boolean has(String name) {
    return text.contains("\n[" + name + "]\n");
  }

  /** A type by its name in the table. */
  public ObjectType type(String name) {
    ObjectType known = types.get(name);
    if (known != null) {
      return known;
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    addFields(text, name, fields);
    if (changes != null) {
      addFields(changes, name, fields);
    }
    ObjectType parsed = new ObjectType(name, fields);
    types.put(name, parsed);
    return parsed;
  }

  private void addFields(String text, String name, Map<String, Field> fields) {
    String head = "\n[" + name + "]\n";
    int start = text.indexOf(head);
    if (start < 0) {
      if (text.equals(changes)) {
        return;
      }
      throw new IllegalArgumentException("the table of fields has no type " + name);
    }
    int at = start + head.length();
    while (at < text.length() && text.charAt(at) != '\n') {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      String line = text.substring(at, end);
      if (line.startsWith("include ")) {
        String included = line.substring("include ".length());
        addFields(text, included, fields);
        if (changes != null) {
          addFields(changes, included, fields);
        }
      } else {
        Field field = field(line);
        fields.put(field.name(), field);
      }
      at = end + 1;
    }
  }

  private Field field(String line) {
    int note = line.indexOf(" # ");
    String reason = note < 0 ? "" : line.substring(note + 3);
    String[] words = (note < 0 ? line : line.substring(0, note)).split(" ", -1);
    boolean required = words[1].endsWith("*");
    String name = required ? words[1].substring(0, words[1].length() - 1) : words[1];
    String harmless = words.length > 3 ? words[3].substring(1) : null;
    return new Field(name, fieldClass(words[0]), required, fieldType(words[2]), harmless, reason);
  }

  private @Nullable FieldClass fieldClass(String mark) {
    return switch (mark) {
      case "+" -> FieldClass.HONOURED;
      case "~" -> FieldClass.NO_MEANING;
      case "!" -> FieldClass.REFUSED;
      case "." -> changes == null ? null : FieldClass.HONOURED;
      default -> throw new IllegalArgumentException("mark " + mark + " (expected: + ~ ! or .)");
    };
  }

  private static FieldType fieldType(String word) {
    if (word.startsWith("[")) {
      return new FieldType.ListOf(fieldType(word.substring(1, word.length() - 1)));
    }
    if (word.startsWith("{")) {
      return new FieldType.MapOf(fieldType(word.substring(1, word.length() - 1)));
    }
    if (word.startsWith("string(")) {
      String values = word.substring("string(".length(), word.length() - 1);
      return new FieldType.Choice(Arrays.asList(values.split("\\|", -1)));
    }
    return switch (word) {
      case "string" -> Scalar.STRING;
      case "bool" -> Scalar.BOOL;
      case "int32" -> Scalar.INT32;
      case "int64" -> Scalar.INT64;
      case "number" -> Scalar.NUMBER;
      case "quantity" -> Scalar.QUANTITY;
      case "number-or-text" -> Scalar.NUMBER_OR_TEXT;
      case "any" -> new FieldType.Any();
      default -> new FieldType.Structure(word);
    };
  }

  /** Loads the table when the first service is read, not when this class is. */
  private static final class InferenceServiceHolder {
    static final FieldTable TABLE = new FieldTable(InferenceServiceFields.TEXT);

    private InferenceServiceHolder() {}
  }

  private static final class AllKindsHolder {
    static final FieldTable TABLE =
        new FieldTable(InferenceServiceFields.TEXT.concat(OtherKindsFields.TEXT));

    private AllKindsHolder() {}
  }

  private static final class InPodsHolder {
    static final FieldTable TABLE = new FieldTable(InferenceServiceFields.TEXT, InPodsFields.TEXT);

    private InPodsHolder() {}
  }
}
