// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcMessageReader;
import io.slipway.transport.grpc.GrpcTimeout;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Limit;
import io.slipway.transport.server.TransportObserver.Protocol;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A unary gRPC call on its stream. */
final class GrpcStream extends Http2Request<GrpcStream.Outcome> implements GrpcCall {
  /** Up to here a message is copied behind its prefix: one frame instead of two buffers. */
  private static final int COPIED_MESSAGE_BYTES = 4 * 1024;

  private static final String CONTENT_TYPE = "application/grpc";

  /** How a call ends. */
  sealed interface Outcome {
    /** The answer's message, owned by the outcome. */
    record Message(OutputBuffer bytes) implements Outcome {}

    record Failure(ServingException reason) implements Outcome {}
  }

  private final Http2Headers headers;
  private final String path;
  private final @Nullable String authority;
  private final GrpcMessageReader reader;
  private Deadline deadline = Deadline.NONE;
  private @Nullable Future<?> timer;
  private RequestBody message = RequestBody.empty();

  GrpcStream(
      Http2Connection connection, int streamId, Http2Headers headers, @Nullable String authority) {
    super(connection, streamId);
    this.headers = headers;
    this.path = String.valueOf(headers.path());
    this.authority = authority;
    this.reader =
        new GrpcMessageReader(
            connection.scope().budget(),
            connection.allocator(),
            connection.scope().config().maxBodyBytes(),
            AsciiString.contentEquals("gzip", encoding(headers)));
  }

  /** By the content type alone (gRPC over HTTP2, Requests). */
  static boolean isGrpc(CharSequence contentType) {
    return AsciiString.regionMatches(contentType, true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length());
  }

  private static CharSequence encoding(Http2Headers headers) {
    CharSequence encoding = headers.get("grpc-encoding");
    return encoding == null ? "identity" : encoding;
  }

  /** Checks the head and starts the deadline; the call may be over after it. */
  void begin(CharSequence contentType) {
    String method = String.valueOf(headers.method());
    CharSequence encoding = encoding(headers);
    if (!method.equals("POST")) {
      end(405, ErrorCode.INTERNAL, "method " + method + " (expected: POST for gRPC)");
    } else if (!isProto(contentType)) {
      end(
          415,
          ErrorCode.INTERNAL,
          "content-type "
              + contentType
              + " (expected: application/grpc or application/grpc+proto)");
    } else if (!AsciiString.contentEquals("identity", encoding)
        && !AsciiString.contentEquals("gzip", encoding)) {
      refuse(
          new ServingException(
              ErrorCode.NOT_IMPLEMENTED, "grpc-encoding: " + encoding + " (expected: gzip)"));
    } else {
      startDeadline();
    }
  }

  private static boolean isProto(CharSequence contentType) {
    int end = AsciiString.indexOf(contentType, ';', 0);
    CharSequence type = end < 0 ? contentType : contentType.subSequence(0, end);
    return AsciiString.contentEqualsIgnoreCase(type, CONTENT_TYPE)
        || AsciiString.contentEqualsIgnoreCase(type, CONTENT_TYPE + "+proto");
  }

  private void startDeadline() {
    CharSequence timeout = headers.get("grpc-timeout");
    if (timeout == null) {
      return;
    }
    try {
      long nanos = GrpcTimeout.parseNanos(timeout);
      deadline = new Deadline(true, System.nanoTime() + nanos);
      timer = connection().eventLoop().schedule(() -> expire(timeout), nanos, TimeUnit.NANOSECONDS);
    } catch (ServingException malformed) {
      refuse(malformed);
    }
  }

  private void expire(CharSequence timeout) {
    connection().scope().observer().limitReached(Limit.GRPC_DEADLINE);
    refuse(
        new ServingException(
            ErrorCode.DEADLINE_EXCEEDED, "the call took longer than its timeout of " + timeout));
  }

  @Override
  void data(ByteBuf data) {
    reader.read(data);
  }

  @Override
  void end() {
    ServerScope scope = connection().scope();
    try {
      message = reader.finish();
    } catch (ServingException failure) {
      refuse(failure);
      return;
    }
    scope.observer().request(Protocol.GRPC);
    try {
      scope.grpc().call(this);
    } catch (Throwable failure) {
      ServingException seen = ServerScope.seen(failure);
      if (!isGiven()) {
        give(new Outcome.Failure(seen));
      }
    } finally {
      message.close();
    }
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String authority() {
    return authority;
  }

  @Override
  public HttpHeaders metadata() {
    return new Http2RequestHeaders(headers);
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public RequestBody message() {
    return message;
  }

  @Override
  public void respond(OutputBuffer answer) {
    give(new Outcome.Message(answer));
  }

  @Override
  public void fail(ServingException failure) {
    give(new Outcome.Failure(ServerScope.seen(failure)));
  }

  @Override
  public void onCancel(Runnable action) {
    onGone(action);
  }

  @Override
  void send(Outcome outcome) {
    stopTimer();
    switch (outcome) {
      case Outcome.Message(OutputBuffer bytes) -> {
        Http2Writer writer = connection().writer();
        writer.headers(streamId(), GrpcResponseHeaders.INITIAL, false);
        writeMessage(writer, bytes);
        writer.headers(streamId(), GrpcResponseHeaders.OK, true);
        connection().answered(this);
      }
      case Outcome.Failure(ServingException reason) ->
          writeFailure(200, reason.code(), String.valueOf(reason.getMessage()));
    }
  }

  private void writeMessage(Http2Writer writer, OutputBuffer bytes) {
    int size = bytes.size();
    boolean copied = size <= COPIED_MESSAGE_BYTES;
    int prefix = GrpcMessageReader.PREFIX_BYTES;
    ByteBuf framed = connection().allocator().directBuffer(copied ? prefix + size : prefix);
    framed.writeByte(0).writeInt(size);
    if (copied) {
      framed.writeBytes(bytes.buffer());
      bytes.close();
      writer.data(this, framed, false);
    } else {
      writer.data(this, framed, false);
      writer.data(this, bytes.buffer(), false);
    }
  }

  private void writeFailure(int httpStatus, ErrorCode code, String reason) {
    connection()
        .writer()
        .headers(
            streamId(), GrpcResponseHeaders.failure(httpStatus, code.grpcStatus(), reason), true);
    connection().answered(this);
  }

  @Override
  void drop(Outcome outcome) {
    if (outcome instanceof Outcome.Message(OutputBuffer bytes)) {
      bytes.close();
    }
  }

  @Override
  void refuse(ServingException failure) {
    end(200, failure.code(), String.valueOf(failure.getMessage()));
  }

  private void end(int httpStatus, ErrorCode code, String reason) {
    if (abandon()) {
      stopTimer();
      discard();
      writeFailure(httpStatus, code, reason);
    }
  }

  @Override
  void discard() {
    reader.discard();
  }

  @Override
  void onClosed() {
    stopTimer();
  }

  private void stopTimer() {
    Future<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }
}
