// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.GoText;

/** Why a strategic merge patch is refused, with the codes and words that Kubernetes has for it. */
final class PatchErrors {
  static final String PRIMITIVE_LIST = "invalid patch format of primitive list";
  static final String RETAIN_KEYS = "invalid patch format of retainKeys";
  static final String ELEMENT_ORDER = "invalid patch format of setElementOrder list";

  private PatchErrors() {}

  static ApiException badFormat(String problem) {
    return ApiErrors.badRequest(problem);
  }

  static ApiException unknownDirective(JsonNode directive, JsonNode map) {
    return ApiErrors.unknown(
        "unknown patch type: " + GoText.plain(directive) + " in map: " + GoText.plain(map));
  }

  static ApiException noKey(JsonNode map, String key) {
    return ApiErrors.unknown(
        "map: " + GoText.plain(map) + " does not contain declared merge key: " + key);
  }

  static ApiException noList(JsonNode value) {
    return ApiErrors.unknown("expected a []interface {}, but received a " + goType(value));
  }

  static ApiException noMap(JsonNode value) {
    return ApiErrors.unknown("expected a map[string]interface {}, but received a " + goType(value));
  }

  static ApiException mixedElements(JsonNode original, JsonNode patch) {
    return ApiErrors.unknown(
        "list element types are not identical: ["
            + GoText.plain(original)
            + ' '
            + GoText.plain(patch)
            + ']');
  }

  static ApiException wrongOrder(JsonNode patch, JsonNode order) {
    return ApiErrors.unknown(
        "The order in patch list:\n"
            + GoText.plain(patch)
            + "\n doesn't match $setElementOrder list:\n"
            + GoText.plain(order)
            + "\n");
  }

  static ApiException listOfLists() {
    return ApiErrors.rejectedPatch("lists of lists are not supported");
  }

  static ApiException other(String problem) {
    return ApiErrors.unknown(problem);
  }

  private static String goType(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "[]interface {}";
      case OBJECT, POJO -> "map[string]interface {}";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      case NULL, MISSING -> "%!s(<nil>)";
    };
  }
}
