// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.apiserver.answer.ApiReply.Whole;
import io.slipway.controlplane.apiserver.http.Accept;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.ApiStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes replies. */
final class Replies {
  static final int OK = 200;
  static final int CREATED = 201;
  static final int NOT_FOUND = 404;

  private static final JsonMapper MAPPER = new JsonMapper();
  static final String JSON = "application/json";

  private Replies() {}

  static byte[] bytes(JsonNode document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document that is no JSON", e);
    }
  }

  static Whole json(int status, JsonNode document) {
    return json(status, bytes(document), List.of());
  }

  static Whole json(int status, byte[] document, List<String> warnings) {
    return new Whole(status, JSON, warnings, document);
  }

  /** In the form that was asked for. */
  static Whole of(Accept.Form form, int status, byte[] document, List<String> warnings) {
    return form.yaml()
        ? new Whole(status, "application/yaml", warnings, YamlAnswer.of(document))
        : json(status, document, warnings);
  }

  static Whole text(int status, String text) {
    return new Whole(
        status, "text/plain; charset=utf-8", List.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  static Whole failure(ApiStatus status) {
    return json(status.code(), status.toJson());
  }

  /** The status of a success that has no object. */
  static Whole success(ApiStatus status) {
    ObjectNode document = status.toJson();
    return json(OK, document);
  }

  /** What a failure of the store looks like to clients of the API. */
  static ApiException of(ServingException failure) {
    return switch (failure.code()) {
      case RESOURCE_EXHAUSTED ->
          ApiErrors.tooManyRequests(failure.getMessage(), failure.retrySeconds());
      case UNAVAILABLE, CANCELLED -> ApiErrors.unavailable(failure.getMessage());
      case TOO_LARGE -> ApiErrors.tooLargeEntity(failure.getMessage());
      case PERMISSION_DENIED -> ApiErrors.forbidden(failure.getMessage());
      case INVALID_ARGUMENT -> ApiErrors.badRequest(failure.getMessage());
      default -> ApiErrors.internal(failure.getMessage());
    };
  }

  /** Whether a failure is a fault of ours, which belongs into the log. */
  static boolean isFault(ServingException failure) {
    return failure.code() == ErrorCode.INTERNAL;
  }
}
