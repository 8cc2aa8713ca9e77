// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import io.slipway.transport.websocket.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session whose client is another implementation's codec. */
@Timeout(20)
class SpdySessionTest {
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final BlockingQueue<SpdyStream> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<SpdyFrame> toClient = new LinkedBlockingQueue<>();
  private final EmbeddedChannel out = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
  private final EmbeddedChannel in = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
  private Thread session;

  @SuppressWarnings("NullAway.Init") // set before each test
  SpdySessionTest() {}

  private final class Socket implements WebSocket {
    @Override
    @SuppressWarnings("ReferenceEquality") // an empty message is not the end
    public byte @Nullable [] receive() throws InterruptedException {
      byte[] message = toServer.take();
      return message == END ? null : message;
    }

    @Override
    public boolean sendText(byte[] message, int from, int length) {
      throw new AssertionError("frames are no text");
    }

    @Override
    public boolean send(byte[] message, int from, int length) {
      in.writeInbound(Unpooled.copiedBuffer(message, from, length));
      for (Object frame = in.readInbound(); frame != null; frame = in.readInbound()) {
        toClient.add((SpdyFrame) frame);
      }
      return !closed.isDone();
    }

    @Override
    public void onGone(Runnable action) {
      closed.thenRun(action);
    }

    @Override
    public void close(int code, String reason) {
      closed.complete(code);
    }
  }

  @BeforeEach
  void start() {
    session =
        Thread.ofVirtual()
            .start(() -> {
              try {
                new SpdySession(new Socket(), opened::add).run();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @AfterEach
  void stop() throws InterruptedException {
    toServer.add(END);
    session.join();
    toClient.forEach(ReferenceCountUtil::release);
    in.finishAndReleaseAll();
    out.finishAndReleaseAll();
  }

  private void client(SpdyFrame frame) {
    out.writeOutbound(frame);
    for (ByteBuf part = out.readOutbound(); part != null; part = out.readOutbound()) {
      toServer.add(ByteBufUtil.getBytes(part));
      part.release();
    }
  }

  private SpdyStream open(int id) throws InterruptedException {
    DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
    frame.headers().set("streamtype", "data").set("port", "80");
    client(frame);
    assertThat(hear(SpdySynReplyFrame.class).streamId()).isEqualTo(id);
    return Objects.requireNonNull(opened.poll(10, TimeUnit.SECONDS));
  }

  private <T> T hear(Class<T> kind) throws InterruptedException {
    return kind.cast(toClient.poll(10, TimeUnit.SECONDS));
  }

  private static SpdyDataFrame data(int id, String text) {
    return new DefaultSpdyDataFrame(id, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  @Test
  void bytesOfAStreamGoBothWaysToTheirEnds() throws Exception {
    SpdyStream stream = open(1);
    client(data(1, "question"));
    client(data(1, "").setLast(true));

    assertThat(stream.header("streamtype")).isEqualTo("data");
    assertThat(stream.header("absent")).isEmpty();
    assertThat(stream.receive()).isEqualTo("question".getBytes(StandardCharsets.UTF_8));
    assertThat(stream.receive()).isNull();
    assertThat(stream.send("answer".getBytes(StandardCharsets.UTF_8), 0, 6)).isTrue();
    stream.finish();
    SpdyDataFrame answer = hear(SpdyDataFrame.class);
    assertThat(answer.content().toString(StandardCharsets.UTF_8)).isEqualTo("answer");
    answer.release();
    SpdyDataFrame last = hear(SpdyDataFrame.class);
    assertThat(last.isLast()).isTrue();
    last.release();
  }

  @Test
  void aStreamThatIsClosedWithoutItsEndIsCutOff() throws Exception {
    open(1).close();

    SpdyRstStreamFrame reset = hear(SpdyRstStreamFrame.class);
    assertThat(reset.streamId()).isEqualTo(1);
    client(data(1, "nobody reads it"));
    assertThat(open(3).header("port")).isEqualTo("80");
  }

  @Test
  void aStreamThatTheClientCutsOffIsGone() throws Exception {
    SpdyStream stream = open(1);
    CompletableFuture<Void> gone = new CompletableFuture<>();
    stream.onGone(() -> gone.complete(null));

    client(new DefaultSpdyRstStreamFrame(1, SpdyStreamStatus.CANCEL));

    gone.get(10, TimeUnit.SECONDS);
    assertThat(stream.receive()).isNull();
    assertThat(stream.send(new byte[1], 0, 1)).isFalse();
  }

  @Test
  void aPingComesBack() throws Exception {
    client(new DefaultSpdyPingFrame(7));

    assertThat(hear(SpdyPingFrame.class).id()).isEqualTo(7);
  }

  @Test
  void aStreamThatIsNotReceivedHoldsUpTheSession() throws Exception {
    SpdyStream stream = open(1);
    String part = "x".repeat(30_000);
    for (int i = 0; i < 5; i++) {
      client(data(1, part));
    }
    client(new DefaultSpdyPingFrame(9));

    await().until(() -> toServer.size() == 2);
    assertThat(toClient).isEmpty();
    for (int i = 0; i < 5; i++) {
      assertThat(stream.receive()).hasSize(part.length());
    }
    assertThat(hear(SpdyPingFrame.class).id()).isEqualTo(9);
  }

  @Test
  void whatIsNoSpdyEndsTheSession() throws Exception {
    byte[] garbage = new byte[64];
    Arrays.fill(garbage, (byte) 0xff);
    toServer.add(garbage);

    assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.PROTOCOL_ERROR);
  }

  @Test
  void theEndOfTheClientIsTheEndOfItsStreams() throws Exception {
    SpdyStream stream = open(1);

    toServer.add(END);

    assertThat(stream.receive()).isNull();
    assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL);
  }
}
