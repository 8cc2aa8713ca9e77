// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.patch.PatchedDocument.Place;

/** One operation of a JSON patch. */
record JsonPatchOperation(JsonNode json) {
  void apply(PatchedDocument document) throws PatchFailure {
    JsonNode op = json.path("op");
    String kind = op.isTextual() ? op.textValue() : "unknown";
    switch (kind) {
      case "add" -> add(document);
      case "remove" -> remove(document);
      case "replace" -> replace(document);
      case "move" -> move(document);
      case "copy" -> copy(document);
      case "test" -> test(document);
      default -> throw new PatchFailure("Unexpected kind: " + kind);
    }
  }

  private void add(PatchedDocument document) throws PatchFailure {
    String path = path("add operation failed to decode path");
    Place place = document.place(path);
    if (place == null) {
      throw PatchFailure.missing(
          "add operation does not apply: doc is missing path: \"" + path + '"');
    }
    try {
      place.add(value());
    } catch (PatchFailure e) {
      throw new PatchFailure("error in add for path: '" + path + "': " + e.problem());
    }
  }

  private void remove(PatchedDocument document) throws PatchFailure {
    String path = path("remove operation failed to decode path");
    Place place = document.place(path);
    if (place == null) {
      throw PatchFailure.missing(
          "remove operation does not apply: doc is missing path: \"" + path + '"');
    }
    try {
      place.remove();
    } catch (PatchFailure e) {
      throw new PatchFailure("error in remove for path: '" + path + "': " + e.problem());
    }
  }

  private void replace(PatchedDocument document) throws PatchFailure {
    String path = path("replace operation failed to decode path: operation missing path field");
    if (path.isEmpty()) {
      if (!value().isContainerNode()) {
        throw new PatchFailure("replace operation value must be object or array");
      }
      document.root(value());
      return;
    }
    Place place = document.place(path);
    if (place == null) {
      throw PatchFailure.missing("replace operation does not apply: doc is missing path: " + path);
    }
    try {
      place.get();
    } catch (PatchFailure _) {
      throw PatchFailure.missing("replace operation does not apply: doc is missing key: " + path);
    }
    place.set(value());
  }

  private void move(PatchedDocument document) throws PatchFailure {
    Place source = source(document, "move");
    JsonNode value;
    try {
      value = source.get();
      source.remove();
    } catch (PatchFailure e) {
      throw new PatchFailure("error in move for path: '" + source.key() + "': " + e.problem());
    }
    String path = path("move operation failed to decode path: operation missing path field");
    Place target = target(document, path, "move");
    try {
      target.add(value == null ? NullNode.instance : value);
    } catch (PatchFailure e) {
      throw new PatchFailure("error in move for path: '" + path + "': " + e.problem());
    }
  }

  private void copy(PatchedDocument document) throws PatchFailure {
    Place source = source(document, "copy");
    JsonNode value;
    try {
      value = source.get();
    } catch (PatchFailure e) {
      String from = json.path("from").asText("");
      throw new PatchFailure("error in copy for from: '" + from + "': " + e.problem());
    }
    String path = path("copy operation failed to decode path");
    Place target = target(document, path, "copy");
    JsonNode copy = value == null ? NullNode.instance : document.copied(value);
    try {
      target.add(copy);
    } catch (PatchFailure e) {
      throw new PatchFailure("error while adding value during copy: " + e.problem());
    }
  }

  private Place source(PatchedDocument document, String kind) throws PatchFailure {
    JsonNode from = json.path("from");
    if (!from.isTextual()) {
      throw PatchFailure.missing(
          kind + " operation failed to decode from: operation, missing from field");
    }
    Place source = document.place(from.textValue());
    if (source == null) {
      throw PatchFailure.missing(
          kind + " operation does not apply: doc is missing from path: " + from.textValue());
    }
    return source;
  }

  private static Place target(PatchedDocument document, String path, String kind)
      throws PatchFailure {
    Place target = document.place(path);
    if (target == null) {
      throw PatchFailure.missing(
          kind + " operation does not apply: doc is missing destination path: " + path);
    }
    return target;
  }

  private void test(PatchedDocument document) throws PatchFailure {
    String path = path("test operation failed to decode path: operation missing path field");
    JsonNode actual;
    if (path.isEmpty()) {
      actual = document.root();
    } else {
      Place place = document.place(path);
      if (place == null) {
        throw PatchFailure.missing("test operation does not apply: is missing path: " + path);
      }
      try {
        actual = place.get();
      } catch (PatchFailure e) {
        throw new PatchFailure("error in test for path: '" + path + "': " + e.problem());
      }
    }
    if (!JsonEquality.writtenAlike(actual == null ? NullNode.instance : actual, value())) {
      throw new PatchFailure("testing value " + path + " failed: test failed");
    }
  }

  private String path(String problem) throws PatchFailure {
    JsonNode path = json.get("path");
    if (path == null || !path.isTextual()) {
      throw PatchFailure.missing(problem);
    }
    return path.textValue();
  }

  /** The value, a copy of its own; none is null. */
  private JsonNode value() {
    JsonNode value = json.get("value");
    return value == null ? NullNode.instance : value.deepCopy();
  }
}
