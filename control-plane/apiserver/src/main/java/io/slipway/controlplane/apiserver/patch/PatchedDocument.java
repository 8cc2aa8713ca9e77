// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A document while a JSON patch changes it. Confined to one call. */
final class PatchedDocument {
  /** A few copies of copies would else fill the memory. */
  private static final long MAX_COPIED_BYTES = 3L * 1024 * 1024;

  private JsonNode root;
  private long copiedBytes;

  PatchedDocument(JsonNode root) {
    this.root = root;
  }

  JsonNode root() {
    return root;
  }

  void root(JsonNode value) {
    root = value;
  }

  /** A copy of a value, counted. */
  JsonNode copied(JsonNode value) throws PatchFailure {
    copiedBytes += value.toString().getBytes(StandardCharsets.UTF_8).length;
    if (copiedBytes > MAX_COPIED_BYTES) {
      throw new PatchFailure(
          "Unable to complete the copy, the accumulated size increase of copy is "
              + copiedBytes
              + ", exceeding the limit "
              + MAX_COPIED_BYTES);
    }
    return value.deepCopy();
  }

  /** The place that a pointer names; null if what it is in does not exist. */
  @Nullable Place place(String pointer) {
    int last = pointer.lastIndexOf('/');
    if (last < 0) {
      return null;
    }
    JsonNode container = root;
    // What stands before the first slash does not matter to Kubernetes.
    int at = pointer.indexOf('/') + 1;
    while (at <= last) {
      int end = pointer.indexOf('/', at);
      container = child(container, unescaped(pointer.substring(at, end)));
      if (container == null || !container.isContainerNode()) {
        return null;
      }
      at = end + 1;
    }
    String key = unescaped(pointer.substring(last + 1));
    return switch (container) {
      case ObjectNode object -> new FieldPlace(object, key);
      case ArrayNode array -> new ElementPlace(array, key);
      default -> null;
    };
  }

  private static @Nullable JsonNode child(JsonNode container, String key) {
    if (container instanceof ObjectNode object) {
      return object.get(key);
    }
    try {
      return new ElementPlace((ArrayNode) container, key).get();
    } catch (PatchFailure _) {
      return null;
    }
  }

  private static String unescaped(String text) {
    return text.replace("~1", "/").replace("~0", "~");
  }

  /** Where a value is or may be put. */
  sealed interface Place {
    String key();

    /** What is there; null for nothing. */
    @Nullable JsonNode get() throws PatchFailure;

    void set(JsonNode value) throws PatchFailure;

    void add(JsonNode value) throws PatchFailure;

    void remove() throws PatchFailure;
  }

  private record FieldPlace(ObjectNode object, String key) implements Place {
    @Override
    public @Nullable JsonNode get() {
      return object.get(key);
    }

    @Override
    public void set(JsonNode value) {
      object.set(key, value);
    }

    @Override
    public void add(JsonNode value) {
      object.set(key, value);
    }

    @Override
    public void remove() throws PatchFailure {
      if (!object.has(key)) {
        throw PatchFailure.missing("Unable to remove nonexistent key: " + key);
      }
      object.remove(key);
    }
  }

  private record ElementPlace(ArrayNode array, String key) implements Place {
    @Override
    public JsonNode get() throws PatchFailure {
      return array.get(index(array.size()));
    }

    @Override
    public void set(JsonNode value) throws PatchFailure {
      array.set(index(array.size()), value);
    }

    @Override
    public void add(JsonNode value) throws PatchFailure {
      if (key.equals("-")) {
        array.add(value);
        return;
      }
      int index;
      try {
        index = Integer.parseInt(key);
      } catch (NumberFormatException _) {
        throw new PatchFailure("value was not a proper array index: '" + key + "': " + noNumber());
      }
      array.insert(inBounds(index, array.size() + 1), value);
    }

    @Override
    public void remove() throws PatchFailure {
      array.remove(index(array.size()));
    }

    private int index(int size) throws PatchFailure {
      try {
        return inBounds(Integer.parseInt(key), size);
      } catch (NumberFormatException _) {
        throw new PatchFailure(noNumber());
      }
    }

    private static int inBounds(int index, int size) throws PatchFailure {
      if (index >= size || index < -size) {
        throw new PatchFailure(
            "Unable to access invalid index: " + index + ": invalid index referenced");
      }
      return index < 0 ? index + size : index;
    }

    private String noNumber() {
      return "strconv.Atoi: parsing \"" + key + "\": invalid syntax";
    }
  }
}
