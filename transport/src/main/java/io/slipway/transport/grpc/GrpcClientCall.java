// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.memory.RequestBody;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The answer of one call as it arrives; on the client's event loop. */
final class GrpcClientCall {
  private final GrpcMessageReader reader;
  private final CompletableFuture<byte[]> result;

  GrpcClientCall(GrpcMessageReader reader, CompletableFuture<byte[]> result) {
    this.reader = reader;
    this.result = result;
  }

  void headers(Http2Headers headers, boolean last) {
    CharSequence grpcStatus = headers.get("grpc-status");
    CharSequence httpStatus = headers.status();
    if (grpcStatus != null) {
      end(number(grpcStatus), headers.get("grpc-message"));
    } else if (httpStatus != null && number(httpStatus) != 200) {
      fail(
          GrpcStatusCode.ofHttp(number(httpStatus)),
          "the server answered HTTP " + httpStatus + " without a gRPC status");
    } else if (last) {
      fail(ErrorCode.INTERNAL, "the server ended the call without a status");
    }
  }

  private static int number(CharSequence text) {
    try {
      return Integer.parseInt(text, 0, text.length(), 10);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private void end(int status, @Nullable CharSequence message) {
    if (status != 0) {
      String reason =
          message == null ? "gRPC status " + status : GrpcStatusMessage.decode(message.toString());
      fail(GrpcStatusCode.ofGrpc(status), reason);
      return;
    }
    try (RequestBody body = reader.takeOnly()) {
      result.complete(body.copy(0, body.size()));
    } catch (ServingException e) {
      result.completeExceptionally(e);
    }
  }

  /** Takes what {@code data} holds; false if the call failed by it and is to be reset. */
  boolean data(ByteBuf data) {
    try {
      if (reader.read(data) && data.isReadable()) {
        throw new ServingException(
            ErrorCode.INTERNAL, "the server sent more than one message in a unary call");
      }
      return true;
    } catch (ServingException e) {
      result.completeExceptionally(e);
      return false;
    }
  }

  void fail(ErrorCode code, String reason) {
    result.completeExceptionally(new ServingException(code, reason));
  }

  /** The stream is closed; a call that has no result by now gets none. */
  void closed() {
    reader.discard();
    fail(ErrorCode.UNAVAILABLE, "the connection or stream ended before the answer");
  }
}
