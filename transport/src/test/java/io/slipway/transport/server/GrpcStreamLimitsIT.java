// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.slipway.transport.grpc.GrpcCompression;
import io.slipway.transport.server.StreamingMethods.HeldStream;
import io.slipway.transport.server.TransportObserver.Limit;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stream may cost, whatever the client does; another connection is served all along. */
class GrpcStreamLimitsIT {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws ListenException {
    server =
        new TestServer(config ->
            config
                .maxBodyBytes(1 << 20)
                .maxBufferedBytes(3 << 20)
                .headerTimeout(SHORT)
                .requestTimeout(SHORT)
                .idleTimeout(Duration.ofMillis(600))
                .writeStallTimeout(SHORT));
    client = new RawClient(server).http2().acknowledgeSettings();
  }

  @AfterEach
  void stop() {
    try (RawClient other = new RawClient(server).http2()) {
      other.send(RawClient.get(1, "/a"));
      assertThat(other.answerOf(1)).contains("/a");
    }
    client.close();
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
  }

  private static byte[] message(byte[] payload) {
    return ByteBuffer.allocate(5 + payload.length)
        .put((byte) 0)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  private static byte[] message(String payload) {
    return message(payload.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] repeated(byte[] bytes, int times) {
    ByteBuffer all = ByteBuffer.allocate(bytes.length * times);
    for (int i = 0; i < times; i++) {
      all.put(bytes);
    }
    return all.array();
  }

  private static byte[] data(int streamId, byte... payload) {
    return RawClient.frame(RawClient.DATA, 0, streamId, payload);
  }

  private Http2Headers headersOf(int streamId) throws Http2Exception {
    RawClient.Frame frame = client.next(RawClient.HEADERS);
    while (frame.streamId() != streamId) {
      frame = client.next(RawClient.HEADERS);
    }
    return decoder.decodeHeaders(frame.streamId(), Unpooled.wrappedBuffer(frame.payload()));
  }

  private void assertFails(int streamId, int grpcStatus, String message) throws Http2Exception {
    Http2Headers last = headersOf(streamId);
    if (last.get("grpc-status") == null) {
      last = headersOf(streamId);
    }
    assertThat(last.get("grpc-status")).hasToString(Integer.toString(grpcStatus));
    assertThat(last.get("grpc-message")).asString().contains(message);
  }

  private void widenWindows() {
    byte[] wide = ByteBuffer.allocate(4).putInt(0x7fff0000).array();
    client.send(RawClient.frame(RawClient.WINDOW_UPDATE, 0, 0, wide));
    byte[] window = ByteBuffer.allocate(6).putShort((short) 4).putInt(0x7fffffff).array();
    client.send(RawClient.frame(RawClient.SETTINGS, 0, 0, window));
  }

  @Test
  void takesMessagesInAnyFrames() {
    client.send(RawClient.grpc(1, "/test/EchoStream"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : new String[] {"one", "two", "three"}) {
      all.writeBytes(message(text));
    }
    for (byte each : all.toByteArray()) {
      client.send(data(1, each));
    }
    client.send(RawClient.frame(RawClient.DATA, RawClient.END_STREAM, 1));
    assertThat(client.answerOf(1)).contains("one", "two", "three");
  }

  @Test
  void holdsBackAClientByItsWindow() throws Exception {
    client.send(RawClient.grpc(1, "/test/HeldStream"));
    HeldStream stream = server.streams().held();
    for (int i = 0; i < 16; i++) { // the whole window of the stream, in tiny messages
      client.send(data(1, repeated(message("x"), (1 << 16) / 6)));
    }
    await().until(() -> server.server().bufferedBytes() > 1_000_000);
    assertThat(server.server().bufferedBytes()).isLessThanOrEqualTo(1 << 20);
    assertThat(stream.received).hasValue(0);
    client.send(RawClient.frame(RawClient.PING, 0, 0, new byte[8]));
    RawClient.Frame frame = client.frame();
    while (frame.type() != RawClient.PING) {
      assertThat(frame.streamId()).as("a window that was given back").isZero();
      frame = client.frame();
    }
    stream.call.request(200_000);
    assertThat(client.next(RawClient.WINDOW_UPDATE).streamId()).isEqualTo(1);
    await().until(() -> stream.received.get() > 170_000);
    assertThat(server.server().bufferedBytes()).isZero();
  }

  @Test
  void endsAStreamThatIgnoresItsWindow() throws Exception {
    client.send(RawClient.grpc(1, "/test/HeldStream"));
    HeldStream stream = server.streams().held();
    for (int i = 0; i < 17; i++) {
      client.trySend(data(1, new byte[1 << 16]));
    }
    assertThat(client.next(RawClient.RST_STREAM).errorCode()).isEqualTo(3); // FLOW_CONTROL_ERROR
    assertThat(stream.isCancelled()).isTrue();
  }

  @Test
  void failsAStreamThatTheBudgetHasNoRoomFor() throws Exception {
    for (int stream = 1; stream <= 7; stream += 2) {
      client.send(RawClient.grpc(stream, "/test/HeldStream"));
      server.streams().held();
      for (int i = 0; i < 15; i++) {
        client.send(data(stream, new byte[1 << 16]));
      }
    }
    assertFails(7, 14, "overloaded");
    assertThat(server.hits(Limit.BUFFERED_BYTES)).isEqualTo(1);
  }

  @Test
  void handsNothingOnWhileAnswersAreUnread() throws Exception {
    client.send(RawClient.grpc(1, "/test/SizeStream"));
    byte[] all = repeated(message("300000"), 100);
    client.send(data(1, all));
    // of 30 MB of answers, not more is made than may be unread, and the stream is cut off
    RawClient.Frame reset = client.next(RawClient.RST_STREAM);
    assertThat(reset.streamId()).isEqualTo(1);
    assertThat(reset.errorCode()).isEqualTo(8); // CANCEL
    assertThat(server.hits(Limit.WRITE_STALL)).isEqualTo(1);
  }

  @Test
  void tellsTheServiceThatAReaderWasTooSlow() throws Exception {
    client.send(RawClient.grpc(1, "/test/HeldStream"));
    HeldStream stream = server.streams().held();
    stream.call.send(TestServer.output("x".repeat(100_000)));
    assertThat(stream.isCancelled()).isTrue();
    assertThat(server.hits(Limit.WRITE_STALL)).isEqualTo(1);
  }

  @Test
  void sendsAllToAClientThatReads() {
    widenWindows();
    client.send(RawClient.grpc(1, "/test/SizeStream"));
    for (int i = 0; i < 20; i++) {
      client.send(data(1, message("300000")));
    }
    client.send(RawClient.frame(RawClient.DATA, RawClient.END_STREAM, 1));
    assertThat(client.answerOf(1)).hasSize(20 * 300_005);
  }

  @Test
  void endsAMessageThatDoesNotCome() throws Exception {
    client.send(RawClient.grpc(1, "/test/EchoStream"));
    client.send(data(1, message("first")));
    client.send(data(1, new byte[] {0, 0, 0, 0, 9, 'x'}));
    assertFails(1, 4, "in time");
    assertThat(server.hits(Limit.REQUEST_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void keepsAnIdleStreamOfAClientThatAnswersPings() throws Exception {
    client.send(RawClient.grpc(1, "/test/HeldStream"));
    HeldStream stream = server.streams().held();
    for (int i = 0; i < 2; i++) {
      client.next(RawClient.PING);
      client.send(RawClient.frame(RawClient.PING, RawClient.ACK, 0, new byte[8]));
    }
    stream.call.finish();
    assertThat(headersOf(1).get("grpc-status")).hasToString("0");
    assertThat(server.hits(Limit.IDLE_TIMEOUT)).isZero();
  }

  @Test
  void endsAnIdleStreamOfAClientThatIsGone() throws Exception {
    client.send(RawClient.grpc(1, "/test/HeldStream"));
    HeldStream stream = server.streams().held();
    assertThat(stream.isCancelled()).isTrue();
    assertThat(server.hits(Limit.IDLE_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void refusesAnEndInsideAMessage() throws Exception {
    client.send(RawClient.grpc(1, "/test/EchoStream"));
    byte[] part = {0, 0, 0, 0, 9, 'x'};
    client.send(RawClient.frame(RawClient.DATA, RawClient.END_STREAM, 1, part));
    assertFails(1, 3, "middle of its message");
  }

  @Test
  void refusesABadFlagBehindGoodMessages() throws Exception {
    client.send(RawClient.grpc(1, "/test/EchoStream"));
    client.send(data(1, message("first")));
    client.send(data(1, new byte[] {7, 0, 0, 0, 1, 'x'}));
    assertFails(1, 3, "message flag 7");
  }

  @Test
  void answersPingsWhileAStreamIsOpen() throws Exception {
    client.send(RawClient.grpc(1, "/test/EchoStream"));
    for (int i = 0; i < 60; i++) { // ten minutes of a client's keep-alive of 10 s
      client.send(RawClient.frame(RawClient.PING, 0, 0, new byte[8]));
      assertThat(client.next(RawClient.PING).flags()).isEqualTo(RawClient.ACK);
    }
    client.send(data(1, message("still here")));
    assertThat(new String(client.next(RawClient.DATA).payload(), StandardCharsets.UTF_8))
        .contains("still here");
  }

  @Test
  void compressesOnlyForThoseWhoAcceptIt() throws Exception {
    try (TestServer compressing =
            new TestServer(config -> config.grpcCompression(GrpcCompression.LOW));
        RawClient raw = new RawClient(compressing).http2()) {
      raw.send(RawClient.grpc(1, "/test/Large", "grpc-accept-encoding", "identity"));
      raw.send(RawClient.frame(RawClient.DATA, RawClient.END_STREAM, 1, message("")));
      byte[] block = raw.next(RawClient.HEADERS).payload();
      assertThat(decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block)).get("grpc-encoding"))
          .isNull();
      assertThat(raw.next(RawClient.DATA).payload()).startsWith(0, 0, 0x40, 0, 0);
      raw.send(RawClient.grpc(3, "/test/EchoStream", "grpc-accept-encoding", "deflate"));
      raw.send(data(3, message(new byte[10_000])));
      block = raw.next(RawClient.HEADERS).payload();
      assertThat(decoder.decodeHeaders(3, Unpooled.wrappedBuffer(block)).get("grpc-encoding"))
          .hasToString("deflate");
    }
  }
}
