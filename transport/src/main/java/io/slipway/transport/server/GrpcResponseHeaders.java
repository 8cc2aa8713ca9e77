// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.slipway.transport.grpc.GrpcEncoding;
import io.slipway.transport.grpc.GrpcStatusMessage;

/** The header lists that a gRPC answer is made of. */
final class GrpcResponseHeaders {
  /** What proxies and clients commonly take in one trailer; a longer message is cut. */
  private static final int MAX_MESSAGE_CHARS = 4096;

  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString GRPC = AsciiString.cached("application/grpc");
  private static final AsciiString STATUS = AsciiString.cached("grpc-status");
  private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");
  private static final AsciiString ENCODING = AsciiString.cached("grpc-encoding");
  private static final AsciiString ACCEPT_ENCODING = AsciiString.cached("grpc-accept-encoding");
  private static final AsciiString ENCODINGS = AsciiString.cached(GrpcEncoding.ALL);

  private static final Http2Headers INITIAL =
      ReadOnlyHttp2Headers.serverHeaders(false, AsciiString.cached("200"), CONTENT_TYPE, GRPC);

  /** Behind the messages of a call that succeeds. */
  static final Http2Headers OK =
      ReadOnlyHttp2Headers.trailers(false, STATUS, AsciiString.cached("0"));

  /** The only header list of a call that succeeds without a message. */
  static final Http2Headers OK_ALONE =
      ReadOnlyHttp2Headers.serverHeaders(
          false, AsciiString.cached("200"), CONTENT_TYPE, GRPC, STATUS, AsciiString.cached("0"));

  private GrpcResponseHeaders() {}

  /** In front of the messages of a call. */
  static Http2Headers initial(GrpcEncoding encoding) {
    return encoding == GrpcEncoding.IDENTITY
        ? INITIAL
        : ReadOnlyHttp2Headers.serverHeaders(
            false,
            AsciiString.cached("200"),
            CONTENT_TYPE,
            GRPC,
            ENCODING,
            AsciiString.of(encoding.token()));
  }

  /** The only header list of a call that fails. */
  static Http2Headers failure(int httpStatus, int grpcStatus, String message) {
    return ReadOnlyHttp2Headers.serverHeaders(
        false,
        AsciiString.of(Integer.toString(httpStatus)),
        CONTENT_TYPE,
        GRPC,
        STATUS,
        AsciiString.of(Integer.toString(grpcStatus)),
        MESSAGE,
        shown(message),
        ACCEPT_ENCODING,
        ENCODINGS);
  }

  /** Behind the messages of a call that fails. */
  static Http2Headers failureTrailers(int grpcStatus, String message) {
    return ReadOnlyHttp2Headers.trailers(
        false, STATUS, AsciiString.of(Integer.toString(grpcStatus)), MESSAGE, shown(message));
  }

  private static AsciiString shown(String message) {
    String cut =
        message.length() <= MAX_MESSAGE_CHARS ? message : message.substring(0, MAX_MESSAGE_CHARS);
    return AsciiString.of(GrpcStatusMessage.encode(cut));
  }
}
