// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no gRPC library sends, and how a call looks on the wire. */
class GrpcWireIT {
  private static final byte[] HELLO = {0, 0, 0, 0, 2, 'h', 'i'};

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer();
    client = new RawClient(server).http2();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
  }

  private Http2Headers headers() throws Http2Exception {
    RawClient.Frame frame = client.next(RawClient.HEADERS);
    return decoder.decodeHeaders(frame.streamId(), Unpooled.wrappedBuffer(frame.payload()));
  }

  private static byte[] data(int flags, byte... payload) {
    return RawClient.frame(RawClient.DATA, flags, 1, payload);
  }

  private void assertFails(int grpcStatus, String message) throws Http2Exception {
    Http2Headers only = headers();
    assertThat(only.status()).hasToString("200");
    assertThat(only.get("grpc-status")).hasToString(Integer.toString(grpcStatus));
    assertThat(only.get("grpc-message")).asString().contains(message);
  }

  @Test
  void sendsHeadersMessageAndTrailers() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/Echo")).send(data(RawClient.END_STREAM, HELLO));
    Http2Headers first = headers();
    assertThat(first.status()).hasToString("200");
    assertThat(first.get("content-type")).hasToString("application/grpc");
    assertThat(client.frame().payload()).isEqualTo(HELLO);
    assertThat(headers().get("grpc-status")).hasToString("0");
  }

  @Test
  void takesAMessageInManyFramesAndAnEndOfItsOwn() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/Echo"));
    for (byte b : HELLO) {
      client.send(data(0, b));
    }
    client.send(data(RawClient.END_STREAM));
    headers();
    assertThat(client.frame().payload()).isEqualTo(HELLO);
  }

  @Test
  void refusesTwoMessagesAndNone() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/Echo")).send(data(0, HELLO));
    client.send(data(RawClient.END_STREAM, HELLO));
    assertFails(12, "more than one message");
    client.send(RawClient.grpc(3, "/test/Echo"));
    client.send(RawClient.frame(RawClient.DATA, RawClient.END_STREAM, 3));
    assertFails(12, "no message");
  }

  @Test
  void refusesAMessageThatIsCutShort() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/Echo"));
    client.send(data(RawClient.END_STREAM, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 9));
    assertFails(3, "middle of its message");
  }

  @Test
  void refusesAnUnknownEncodingAndSaysWhichItKnows() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/Echo", "grpc-encoding", "snappy"));
    Http2Headers only = headers();
    assertThat(only.get("grpc-status")).hasToString("12");
    assertThat(only.get("grpc-accept-encoding")).hasToString("identity,deflate,gzip");
  }

  @Test
  void stopsAClientThatGoesOnSendingAfterItsAnswer() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/Echo", "grpc-encoding", "snappy"));
    headers();
    assertThat(client.next(RawClient.RST_STREAM).errorCode()).isZero();
  }

  @Test
  void stopsAClientThatGoesOnSendingIntoAStreamThatEnded() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/RefuseStream")).send(data(0, HELLO));
    assertFails(14, "no streams today");
    client.send(data(0, HELLO));
    assertThat(client.next(RawClient.RST_STREAM).errorCode()).isZero();
  }

  @Test
  void refusesAMalformedTimeout() throws Http2Exception {
    client.send(RawClient.grpc(1, "/test/Echo", "grpc-timeout", "soon"));
    assertFails(3, "grpc-timeout");
  }

  @Test
  void holdsTheDeadlineWhateverTheClientDoes() throws Http2Exception, InterruptedException {
    long start = System.nanoTime();
    client.send(RawClient.grpc(1, "/test/Hold", "grpc-timeout", "100m"));
    client.send(data(RawClient.END_STREAM, HELLO));
    assertFails(4, "100m");
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(99));
    server.heldCall().respond(TestServer.output("too late"));
    assertThat(server.cancelled()).isEqualTo(1);
  }

  @Test
  void answersOtherMethodsAndTypesWithTheirHttpStatus() throws Http2Exception {
    client.send(
        RawClient.frame(
            RawClient.HEADERS,
            RawClient.END_HEADERS | RawClient.END_STREAM,
            1,
            RawClient.headers(
                ":method",
                "GET",
                ":scheme",
                "http",
                ":path",
                "/test/Echo",
                ":authority",
                "localhost",
                "content-type",
                "application/grpc")));
    Http2Headers wrongMethod = headers();
    assertThat(wrongMethod.status()).hasToString("405");
    assertThat(wrongMethod.get("grpc-status")).hasToString("12");
    client.send(RawClient.post(3, "/test/Echo", "content-type", "application/grpc-web"));
    Http2Headers wrongType = headers();
    assertThat(wrongType.status()).hasToString("415");
    assertThat(wrongType.get("grpc-status")).hasToString("3");
  }

  /** Malformed by RFC 9113, 8.3.1; found by the wire fuzzer. */
  @Test
  void refusesAHeaderListWithoutAMethod() throws Exception {
    client.send(withoutMethod(1, "content-type", "application/grpc"));
    assertThat(headers().get("grpc-message")).hasToString("method null (expected: POST for gRPC)");
    client.send(withoutMethod(3, "accept", "*/*"));
    assertThat(headers().status()).hasToString("400");
  }

  private static byte[] withoutMethod(int streamId, String name, String value) throws Exception {
    return RawClient.frame(
        RawClient.HEADERS,
        RawClient.END_HEADERS | RawClient.END_STREAM,
        streamId,
        RawClient.headers(
            ":scheme", "http", ":path", "/echo", ":authority", "localhost", name, value));
  }
}
