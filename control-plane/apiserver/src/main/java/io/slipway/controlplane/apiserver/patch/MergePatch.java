// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.Map;

/**
 * A JSON merge patch (RFC 7386) as Kubernetes applies it: maps are merged, null removes, all else
 * is put in place. Other than in the RFC, nulls are also left out of maps in lists that are put in.
 */
public final class MergePatch {
  private MergePatch() {}

  /**
   * The patched document, a new one.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if the patch is no map or list
   */
  public static JsonNode apply(JsonNode document, JsonNode patch) {
    if (!patch.isContainerNode()) {
      throw ApiErrors.badRequest("Invalid JSON Patch");
    }
    return merged(document, patch);
  }

  private static JsonNode merged(JsonNode old, JsonNode patch) {
    if (!old.isObject()) {
      return withoutNulls(patch);
    }
    if (!patch.isObject()) {
      return patch.deepCopy();
    }
    ObjectNode result = old.deepCopy();
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      if (field.getValue().isNull()) {
        result.remove(name);
      } else {
        JsonNode there = result.get(name);
        result.set(
            name,
            there == null || there.isNull()
                ? withoutNulls(field.getValue())
                : merged(there, field.getValue()));
      }
    }
    return result;
  }

  private static JsonNode withoutNulls(JsonNode value) {
    if (value.isObject()) {
      ObjectNode rest = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (!field.getValue().isNull()) {
          rest.set(field.getKey(), withoutNulls(field.getValue()));
        }
      }
      return rest;
    }
    if (value.isArray()) {
      ArrayNode rest = JsonNodeFactory.instance.arrayNode();
      value.forEach(each -> rest.add(withoutNulls(each)));
      return rest;
    }
    return value;
  }
}
