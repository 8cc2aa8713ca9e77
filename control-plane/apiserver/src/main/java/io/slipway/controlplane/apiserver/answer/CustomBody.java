// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import java.util.List;

/** What is asked of the head of a custom object: unlike others it has to say what it is. */
final class CustomBody {
  private CustomBody() {}

  /**
   * @param kind that the request is about
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if kind or version are
   *     missing, Invalid if the kind is another one
   */
  static void check(GroupKind kind, ObjectNode body) {
    String said = body.path("kind").asText("");
    if (said.isEmpty()) {
      throw ApiErrors.badRequest("Object 'Kind' is missing in '" + body + "'");
    }
    if (body.path("apiVersion").asText("").isEmpty()) {
      throw ApiErrors.badRequest("Object 'apiVersion' is missing in '" + body + "'");
    }
    if (!said.equals(kind.kind())) {
      throw ApiErrors.invalid(
          new GroupKind(kind.group(), said),
          body.path("metadata").path("name").asText(""),
          List.of(FieldError.invalid(FieldPath.of("kind"), said, "must be " + kind.kind())));
    }
  }
}
