// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.slipway.transport.grpc.GrpcEncoding;
import io.slipway.transport.grpc.GrpcEnd;
import io.slipway.transport.grpc.GrpcStatusMessage;
import io.slipway.transport.http.HttpResponse.Header;
import java.util.List;

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

  /** In front of what somebody else has answered. */
  static Http2Headers passed(List<Header> metadata) {
    Http2Headers headers = new DefaultHttp2Headers().status("200").add(CONTENT_TYPE, GRPC);
    return with(headers, metadata);
  }

  /** Behind it. */
  static Http2Headers passed(GrpcEnd end) {
    Http2Headers headers = new DefaultHttp2Headers().add(STATUS, Integer.toString(end.status()));
    if (!end.message().isEmpty()) {
      headers.add(MESSAGE, shown(end.message()));
    }
    return with(headers, end.trailers());
  }

  private static Http2Headers with(Http2Headers headers, List<Header> further) {
    for (Header each : further) {
      headers.add(Http2RequestHeaders.lowerCase(each.name()), each.value());
    }
    return headers;
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
