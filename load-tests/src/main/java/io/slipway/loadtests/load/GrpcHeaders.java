// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/**
 * The header blocks of one connection, with HPACK's tables: what a call begins with, and the status
 * it ends with.
 */
final class GrpcHeaders {
  static final int NO_STATUS = -1;

  private static final AsciiString GRPC_STATUS = AsciiString.cached("grpc-status");

  private final Http2Headers request;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  GrpcHeaders(Call.Grpc call) {
    request =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .path(call.path())
            .authority(Call.authority(call.address()))
            .add("te", "trailers")
            .add("content-type", "application/grpc")
            .add("user-agent", "slipway-load");
  }

  void write(int stream, ByteBuf out) {
    try {
      encoder.encodeHeaders(stream, request, out);
    } catch (Http2Exception e) {
      throw new IllegalStateException("a header block of our own", e);
    }
  }

  /** The outcome that a block tells, or {@link #NO_STATUS}. */
  int read(int stream, ByteBuf block) throws Http2Exception {
    Http2Headers headers = decoder.decodeHeaders(stream, block);
    CharSequence grpc = headers.get(GRPC_STATUS);
    if (grpc != null) {
      return Outcome.grpc(Integer.parseInt(grpc, 0, grpc.length(), 10));
    }
    CharSequence http = headers.status();
    return http == null || http.toString().equals("200")
        ? NO_STATUS
        : Outcome.http(Integer.parseInt(http, 0, http.length(), 10));
  }

  void tableSize(long bytes) {
    try {
      encoder.configuration().maxHeaderTableSize(Math.min(bytes, 4096));
    } catch (Http2Exception e) {
      throw new IllegalStateException("a table of " + bytes + " bytes", e);
    }
  }
}
