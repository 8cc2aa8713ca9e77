// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

/** Why a request failed, in the words that client libraries compare, each with its HTTP status. */
public enum StatusReason {
  UNAUTHORIZED("Unauthorized", 401),
  FORBIDDEN("Forbidden", 403),
  NOT_FOUND("NotFound", 404),
  ALREADY_EXISTS("AlreadyExists", 409),
  CONFLICT("Conflict", 409),
  GONE("Gone", 410),
  INVALID("Invalid", 422),
  SERVER_TIMEOUT("ServerTimeout", 500),
  TIMEOUT("Timeout", 504),
  TOO_MANY_REQUESTS("TooManyRequests", 429),
  BAD_REQUEST("BadRequest", 400),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
  NOT_ACCEPTABLE("NotAcceptable", 406),
  REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge", 413),
  UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415),
  INTERNAL_ERROR("InternalError", 500),
  EXPIRED("Expired", 410),
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
  /** A failure for which Kubernetes has no word. */
  UNKNOWN("", 500);

  private final String word;
  private final int code;

  StatusReason(String word, int code) {
    this.word = word;
    this.code = code;
  }

  public String word() {
    return word;
  }

  public int code() {
    return code;
  }
}
