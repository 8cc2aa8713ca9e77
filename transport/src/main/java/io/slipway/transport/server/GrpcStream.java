// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.transport.grpc.GrpcEncoding;
import io.slipway.transport.grpc.GrpcMessageReader;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.grpc.GrpcTimeout;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Limit;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A gRPC call on its stream: its head, deadline, encoding, and how it fails. */
abstract sealed class GrpcStream<A> extends Http2Request<A> permits UnaryStream, MessageStream {
  /** Up to here a message is copied behind its prefix: one frame instead of two buffers. */
  private static final int COPIED_MESSAGE_BYTES = 4 * 1024;

  /** Compressed bytes that unpack within a millisecond on the event loop, whatever they hold. */
  private static final int INLINE_UNPACK_BYTES = 512;

  /** Below this compression gains nothing; above the second it would hold up an event loop. */
  private static final int MIN_COMPRESSED_BYTES = 512;

  private static final int MAX_INLINE_COMPRESSED_BYTES = 64 * 1024;

  private static final String CONTENT_TYPE = "application/grpc";

  private final Http2Headers headers;
  private final String path;
  private final @Nullable String authority;

  /** Of the client's messages; null for one that is not known, whose call is refused. */
  private final @Nullable GrpcEncoding encoding;

  final GrpcMessageReader reader;
  private Deadline deadline = Deadline.NONE;
  private @Nullable Future<?> timer;

  GrpcStream(
      Http2Connection connection,
      int streamId,
      Http2Headers headers,
      String path,
      @Nullable String authority) {
    super(connection, streamId);
    this.headers = headers;
    this.path = path;
    this.authority = authority;
    this.encoding = GrpcEncoding.of(headers.get("grpc-encoding"));
    this.reader =
        new GrpcMessageReader(
            connection.scope().budget(),
            connection.allocator(),
            connection.scope().config().maxBodyBytes(),
            encoding != GrpcEncoding.IDENTITY);
  }

  /** By the content type alone (gRPC over HTTP2, Requests). */
  static boolean isGrpc(CharSequence contentType) {
    return AsciiString.regionMatches(contentType, true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length());
  }

  /** The call that a header list begins, unary unless the service says otherwise. */
  static GrpcStream<?> of(
      Http2Connection connection, int streamId, Http2Headers headers, @Nullable String authority) {
    String path = String.valueOf(headers.path());
    GrpcStreamingMethod method = connection.scope().grpc().streaming(path);
    return method == null
        ? new UnaryStream(connection, streamId, headers, path, authority)
        : new MessageStream(connection, streamId, headers, path, authority, method);
  }

  /** Checks the head and starts the deadline; the call may be over after it. */
  void begin(CharSequence contentType) {
    CharSequence method = headers.method();
    if (method == null || !AsciiString.contentEquals(method, "POST")) {
      end(405, ErrorCode.NOT_IMPLEMENTED, "method " + method + " (expected: POST for gRPC)");
    } else if (!isProto(contentType)) {
      end(
          415,
          ErrorCode.INVALID_ARGUMENT,
          "content-type "
              + contentType
              + " (expected: application/grpc or application/grpc+proto)");
    } else if (encoding == null) {
      refuse(
          new ServingException(
              ErrorCode.NOT_IMPLEMENTED,
              "grpc-encoding: "
                  + headers.get("grpc-encoding")
                  + " (expected: one of "
                  + GrpcEncoding.ALL
                  + ")"));
    } else {
      startDeadline();
    }
  }

  /** The head is in order: the service may be told. */
  abstract void start();

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

  /** What came of a compressed message. */
  private sealed interface Unpacked {
    /** Owned by whoever has it. */
    record Message(RequestBody bytes) implements Unpacked {}

    record Failure(ServingException reason) implements Unpacked {}
  }

  /** Hands on what {@code compressed}, which this takes over, unpacks to; later if that is long. */
  final void unpack(RequestBody compressed, Consumer<RequestBody> then) {
    if (compressed.size() <= INLINE_UNPACK_BYTES) {
      handOn(unpack(compressed), then);
      return;
    }
    Thread.ofVirtual()
        .name("unpack")
        .start(() -> {
          Unpacked unpacked = unpack(compressed);
          try {
            connection().eventLoop().execute(() -> handOn(unpacked, then));
          } catch (RejectedExecutionException _) { // the server has stopped
            if (unpacked instanceof Unpacked.Message(RequestBody bytes)) {
              bytes.close();
            }
          }
        });
  }

  private Unpacked unpack(RequestBody compressed) {
    ServerScope scope = connection().scope();
    GrpcEncoding known = encoding == null ? GrpcEncoding.IDENTITY : encoding;
    try {
      return new Unpacked.Message(
          known.inflate(
              compressed, scope.budget(), connection().allocator(), scope.config().maxBodyBytes()));
    } catch (Throwable failure) {
      return new Unpacked.Failure(ServerScope.seen(failure));
    }
  }

  private void handOn(Unpacked unpacked, Consumer<RequestBody> then) {
    switch (unpacked) {
      case Unpacked.Failure(ServingException reason) -> refuse(reason);
      case Unpacked.Message(RequestBody bytes) -> {
        if (isOver()) {
          bytes.close();
        } else {
          then.accept(bytes);
        }
      }
    }
  }

  /** How answers may be compressed. */
  final GrpcEncoding answerEncoding() {
    return connection().scope().config().grpcCompression().deflateLevel() == 0
        ? GrpcEncoding.IDENTITY
        : GrpcEncoding.accepted(headers.get("grpc-accept-encoding"));
  }

  /** A message and whether it is compressed. Owned by whoever has it. */
  record Packed(OutputBuffer bytes, boolean compressed) {}

  /** Takes {@code message} over; compresses it if that pays, on the calling thread. */
  final Packed pack(OutputBuffer message, GrpcEncoding answerEncoding) {
    int size = message.size();
    if (answerEncoding == GrpcEncoding.IDENTITY
        || size < MIN_COMPRESSED_BYTES
        || (size > MAX_INLINE_COMPRESSED_BYTES && connection().eventLoop().inEventLoop())) {
      return new Packed(message, false);
    }
    int level = connection().scope().config().grpcCompression().deflateLevel();
    return new Packed(answerEncoding.deflate(message, level), true);
  }

  /** Writes a message with its prefix; takes it over. */
  final void writeMessage(Packed message) {
    OutputBuffer bytes = message.bytes();
    int size = bytes.size();
    boolean copied = size <= COPIED_MESSAGE_BYTES;
    int prefix = GrpcMessageReader.PREFIX_BYTES;
    ByteBuf framed = connection().allocator().directBuffer(copied ? prefix + size : prefix);
    framed.writeByte(message.compressed() ? 1 : 0).writeInt(size);
    if (copied) {
      framed.writeBytes(bytes.buffer());
      bytes.close();
      write(framed);
    } else {
      write(framed);
      write(bytes.buffer());
    }
  }

  /** Writes a part of an answer; takes it over. */
  abstract void write(ByteBuf data);

  final Http2Headers headers() {
    return headers;
  }

  public final String path() {
    return path;
  }

  public final @Nullable String authority() {
    return authority;
  }

  public final Peer peer() {
    return connection().peer();
  }

  public final HttpHeaders metadata() {
    return new Http2RequestHeaders(headers);
  }

  public final Deadline deadline() {
    return deadline;
  }

  public final void onCancel(Runnable action) {
    onGone(action);
  }

  /** Writes the only headers of a call that failed, or its trailers. */
  void writeFailure(int httpStatus, ErrorCode code, String reason) {
    connection()
        .writer()
        .headers(
            streamId(), GrpcResponseHeaders.failure(httpStatus, code.grpcStatus(), reason), true);
    connection().answered(this);
  }

  @Override
  final void refuse(ServingException failure) {
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

  final void stopTimer() {
    Future<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }
}
