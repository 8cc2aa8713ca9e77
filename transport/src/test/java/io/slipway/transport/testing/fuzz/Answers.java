// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing.fuzz;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server has sent on a connection, and whether it may have. */
public final class Answers {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int GOAWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int PADDED = 8;
  private static final int FRAME_HEAD = 9;

  /** UNKNOWN and INTERNAL: the server does not know what went wrong. */
  private static final Set<String> FAULTS = Set.of("2", "13");

  private static final int INTERNAL_ERROR = 2;

  private Answers() {}

  /** What is wrong with them; null if they may be. What is cut off at the end is not judged. */
  public static @Nullable String fault(byte[] sent) {
    if (sent.length == 0) {
      return null;
    }
    return sent[0] == 'H' ? http(sent) : http2(ByteBuffer.wrap(sent));
  }

  private static @Nullable String http(byte[] sent) {
    Matcher lines = STATUS_LINE.matcher(new String(sent, StandardCharsets.ISO_8859_1));
    while (lines.find()) {
      int status = Integer.parseInt(lines.group(1));
      if (status == 500 || status == 502 || status >= 506) {
        return "answered with status " + status;
      }
    }
    return null;
  }

  private static @Nullable String http2(ByteBuffer sent) {
    DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
    String fault = null;
    while (fault == null && sent.remaining() >= FRAME_HEAD) {
      int length = ((sent.get() & 0xff) << 16) | (sent.getShort() & 0xffff);
      int type = sent.get();
      int flags = sent.get();
      int stream = sent.getInt();
      if (length > 1 << 14 || type > CONTINUATION) {
        return "sent a frame of type %d and %d bytes".formatted(type, length);
      }
      if (sent.remaining() < length) {
        return null;
      }
      byte[] payload = new byte[length];
      sent.get(payload);
      fault =
          switch (type) {
            case HEADERS -> headers(decoder, stream, flags, payload);
            case RST_STREAM -> error("reset a stream", ByteBuffer.wrap(payload).getInt(0));
            case GOAWAY -> error("ended the connection", ByteBuffer.wrap(payload).getInt(4));
            default -> null;
          };
    }
    return fault;
  }

  private static @Nullable String headers(
      DefaultHttp2HeadersDecoder decoder, int stream, int flags, byte[] block) {
    if ((flags & PADDED) != 0) {
      return "sent padding";
    }
    Http2Headers headers;
    try {
      headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
    } catch (Http2Exception e) {
      return "sent headers that can't be read: " + e + " " + Arrays.toString(block);
    }
    CharSequence status = headers.status();
    CharSequence grpcStatus = headers.get("grpc-status");
    if (status != null && status.toString().equals("500")) {
      return "answered with status 500";
    }
    return grpcStatus != null && FAULTS.contains(grpcStatus.toString())
        ? "answered with gRPC status " + grpcStatus + ": " + headers.get("grpc-message")
        : null;
  }

  private static @Nullable String error(String what, int code) {
    return code == INTERNAL_ERROR ? what + " with INTERNAL_ERROR" : null;
  }
}
