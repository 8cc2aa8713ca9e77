// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.transport.server.TransportObserver.Limit;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The known attacks on HTTP/2, with their bytes; another connection is served all along. */
class Http2LimitsIT {
  private static final Duration SHORT = Duration.ofMillis(300);

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws ListenException {
    server =
        new TestServer(config ->
            config
                .resetsPerWindow(50)
                .controlFramesPerWindow(100)
                .maxConcurrentStreams(20)
                .headerTimeout(SHORT)
                .requestTimeout(SHORT)
                .idleTimeout(Duration.ofMillis(600))
                .writeStallTimeout(SHORT));
    client = new RawClient(server).http2();
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

  private void flood(int count, IntFunction<byte[]> frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      bytes.writeBytes(frames.apply(i));
    }
    client.trySend(bytes.toByteArray());
  }

  private void assertCalmedDown() {
    RawClient.Frame goAway = client.lastGoAway();
    if (goAway != null) { // which the reset of the connection may have overtaken
      assertThat(goAway.errorCode()).isEqualTo(RawClient.ENHANCE_YOUR_CALM);
    }
    assertThat(server.hits(Limit.HTTP2_FLOOD)).isPositive();
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static byte[] reset(int streamId) {
    return RawClient.frame(RawClient.RST_STREAM, 0, streamId, new byte[] {0, 0, 0, 8});
  }

  @Test
  void endsRapidReset() {
    flood(200, i -> join(RawClient.get(2 * i + 1, "/hold"), reset(2 * i + 1)));
    assertCalmedDown();
  }

  @Test
  void endsResetsThatItIsMadeToSend() {
    // a WINDOW_UPDATE of zero is a stream error, which the server answers with RST_STREAM
    flood(
        200,
        i ->
            join(
                RawClient.get(2 * i + 1, "/hold"),
                RawClient.frame(RawClient.WINDOW_UPDATE, 0, 2 * i + 1, new byte[4])));
    assertThat(client.lastGoAway()).isNotNull();
  }

  @Test
  void endsAFloodOfPings() {
    flood(1000, _ -> RawClient.frame(RawClient.PING, 0, 0, new byte[8]));
    assertCalmedDown();
  }

  @Test
  void endsAFloodOfSettings() {
    flood(1000, _ -> RawClient.frame(RawClient.SETTINGS, 0, 0));
    assertCalmedDown();
  }

  @Test
  void endsAFloodOfPriorities() {
    flood(1000, i -> RawClient.frame(RawClient.PRIORITY, 0, 2 * i + 1, new byte[5]));
    assertCalmedDown();
  }

  @Test
  void endsAFloodOfEmptyData() {
    client.send(RawClient.post(1, "/echo"));
    flood(1000, _ -> RawClient.frame(RawClient.DATA, 0, 1));
    assertCalmedDown();
  }

  @Test
  void endsAFloodOfContinuations() {
    client.send(RawClient.frame(RawClient.HEADERS, RawClient.END_STREAM, 1, new byte[0]));
    flood(1000, _ -> RawClient.frame(RawClient.CONTINUATION, 0, 1));
    assertCalmedDown();
  }

  @Test
  void endsAHeaderListThatNeverEnds() {
    client.send(RawClient.frame(RawClient.HEADERS, RawClient.END_STREAM, 1, new byte[0]));
    byte[] block = RawClient.headers("x", "y".repeat(10_000));
    flood(100, _ -> RawClient.frame(RawClient.CONTINUATION, 0, 1, block));
    assertThat(client.lastGoAway()).isNotNull();
  }

  @Test
  void refusesAHeaderListThatIsTooLarge() {
    byte[] head =
        RawClient.headers(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");
    byte[] field = RawClient.headers("x", "y".repeat(9_000));
    client.send(RawClient.frame(RawClient.HEADERS, RawClient.END_STREAM, 1, head));
    client.send(RawClient.frame(RawClient.CONTINUATION, 0, 1, field));
    client.send(RawClient.frame(RawClient.CONTINUATION, RawClient.END_HEADERS, 1, field));
    RawClient.Frame answer = client.next(RawClient.HEADERS);
    assertThat(answer.endsStream()).isTrue();
    client.send(RawClient.get(3, "/a"));
    assertThat(client.answerOf(3)).contains("/a");
  }

  @Test
  void refusesOneStreamTooMany() {
    flood(21, i -> RawClient.get(2 * i + 1, "/hold"));
    RawClient.Frame refused = client.next(RawClient.RST_STREAM);
    assertThat(refused.streamId()).isEqualTo(41);
    assertThat(refused.errorCode()).isEqualTo(7); // REFUSED_STREAM
  }

  @Test
  void endsAStreamWhoseBodyDoesNotCome() {
    client.send(RawClient.post(1, "/echo"));
    assertThat(client.answerOf(1)).contains("in time");
    assertThat(server.hits(Limit.REQUEST_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void endsAFrameThatDoesNotCome() {
    client.send(new byte[] {0, 0, 8, 6, 0});
    assertThat(client.lastGoAway()).isNull();
    assertThat(server.hits(Limit.HEADER_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void endsAnIdleConnectionThatOnlyPings() {
    client.send(RawClient.frame(RawClient.PING, 0, 0, new byte[8]));
    assertThat(client.lastGoAway()).isNotNull().extracting(RawClient.Frame::errorCode).isEqualTo(0);
  }

  @Test
  void resetsAStreamWhoseWindowStaysShut() {
    client.send(RawClient.get(1, "/large?1000000"));
    RawClient.Frame reset = client.next(RawClient.RST_STREAM);
    assertThat(reset.streamId()).isEqualTo(1);
    assertThat(reset.errorCode()).isEqualTo(8); // CANCEL
    assertThat(server.hits(Limit.WRITE_STALL)).isEqualTo(1);
  }

  @Test
  void endsAConnectionThatIsNotRead() {
    byte[] wide = ByteBuffer.allocate(4).putInt(0x7fff0000).array();
    client.send(RawClient.frame(RawClient.WINDOW_UPDATE, 0, 0, wide));
    byte[] window = ByteBuffer.allocate(6).putShort((short) 4).putInt(0x7fffffff).array();
    client.send(RawClient.frame(RawClient.SETTINGS, 0, 0, window));
    client.send(RawClient.get(1, "/large?30000000"));
    await().until(() -> server.hits(Limit.WRITE_STALL) >= 1);
    await().until(() -> server.server().openConnections() == 0);
  }

  @Test
  void endsAnUpgradeWhoseClientNeverSpeaksHttp2() {
    try (RawClient silent = new RawClient(server)) {
      silent
          .send("POST /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\n")
          .send("Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n")
          .send("Content-Length: 5\r\n\r\nhello");
      assertThat(silent.answerToHead().status()).isEqualTo(101);
      await().until(() -> server.server().bufferedBytes() == 0);
      assertThat(server.hits(Limit.HEADER_TIMEOUT)).isPositive();
    }
  }
}
