// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.api.error.ErrorCode;

/** What a status means that a server sent, in our own terms. */
final class GrpcStatusCode {
  private GrpcStatusCode() {}

  /** For the {@code grpc-status} of a call that failed; an unknown number is a fault of theirs. */
  static ErrorCode ofGrpc(int status) {
    return switch (status) {
      case 1 -> ErrorCode.CANCELLED;
      case 3, 11 -> ErrorCode.INVALID_ARGUMENT;
      case 4 -> ErrorCode.DEADLINE_EXCEEDED;
      case 5 -> ErrorCode.NOT_FOUND;
      case 6, 9, 10 -> ErrorCode.CONFLICT;
      case 7 -> ErrorCode.PERMISSION_DENIED;
      case 8 -> ErrorCode.RESOURCE_EXHAUSTED;
      case 12 -> ErrorCode.NOT_IMPLEMENTED;
      case 14 -> ErrorCode.UNAVAILABLE;
      case 16 -> ErrorCode.UNAUTHENTICATED;
      default -> ErrorCode.INTERNAL;
    };
  }

  /** For an answer without {@code grpc-status} (gRPC, "HTTP to gRPC Status Code Mapping"). */
  static ErrorCode ofHttp(int status) {
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHENTICATED;
      case 403 -> ErrorCode.PERMISSION_DENIED;
      case 404 -> ErrorCode.NOT_IMPLEMENTED;
      case 429, 502, 503, 504 -> ErrorCode.UNAVAILABLE;
      default -> ErrorCode.INTERNAL;
    };
  }
}
