// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON patch (RFC 6902) as Kubernetes applies it. All operations apply or none; a patch has at
 * most 10,000 of them, and what they copy may not exceed 3 MiB.
 *
 * <p>Kubernetes departs from the RFC where clients may rely on it: {@code replace} of a field that
 * an object does not have adds it, {@code copy} of such a field gives null, an index may be
 * negative and then counts from the end, and {@code test} compares numbers as they are written.
 */
public final class JsonPatch {
  private static final int MAX_OPERATIONS = 10_000;

  private final List<JsonPatchOperation> operations;

  private JsonPatch(List<JsonPatchOperation> operations) {
    this.operations = List.copyOf(operations);
  }

  /**
   * Reads a patch. What is wrong with single operations shows when they are applied.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if it is no list of operations or
   *     has too many
   */
  public static JsonPatch parse(JsonNode patch) {
    if (!patch.isArray() && !patch.isNull()) {
      throw undecodable(patch, "jsonpatch.Patch");
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw ApiErrors.tooLargeEntity(
          "The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + patch.size());
    }
    List<JsonPatchOperation> operations = new ArrayList<>(patch.size());
    for (JsonNode operation : patch) {
      if (!operation.isObject() && !operation.isNull()) {
        throw undecodable(operation, "jsonpatch.Operation");
      }
      operations.add(new JsonPatchOperation(operation));
    }
    return new JsonPatch(operations);
  }

  private static RuntimeException undecodable(JsonNode node, String type) {
    String what =
        switch (node.getNodeType()) {
          case ARRAY -> "array";
          case OBJECT, POJO -> "object";
          case STRING, BINARY -> "string";
          case BOOLEAN -> "bool";
          case NUMBER -> "number";
          case NULL, MISSING -> "null";
        };
    return ApiErrors.badRequest(
        "json: cannot unmarshal " + what + " into Go value of type " + type);
  }

  /**
   * The patched document, a new one.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if an operation does not apply
   */
  public JsonNode apply(JsonNode document) {
    PatchedDocument patched = new PatchedDocument(document.deepCopy());
    try {
      for (JsonPatchOperation operation : operations) {
        operation.apply(patched);
      }
    } catch (PatchFailure e) {
      throw ApiErrors.rejectedPatch(e.problem());
    }
    return patched.root();
  }
}
