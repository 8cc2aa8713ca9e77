// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http2SmallWritesTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new Http2SmallWrites());

  @Test
  void writesOfOneFlushAreOneBuffer() {
    ByteBuf first = bytes("one ");
    ChannelFuture told = channel.write(first);
    channel.write(bytes("two ")).addListener(_ -> {});
    ChannelFuture last = channel.write(bytes("three"));
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(told.isDone()).isFalse();
    channel.flush();
    assertThat(written()).containsExactly("one two three");
    assertThat(told.isSuccess()).isTrue();
    assertThat(last.isSuccess()).isTrue();
    assertThat(first.refCnt()).isZero();
  }

  @Test
  void aLargeBufferGoesAsItIsBehindTheSmallOnes() {
    String large = "x".repeat(2000);
    channel.write(bytes("head"));
    channel.write(bytes(large));
    channel.write(bytes("tail"));
    channel.flush();
    assertThat(written()).containsExactly("head", large, "tail");
  }

  @Test
  void whatIsGatheredIsBounded() {
    String part = "y".repeat(1000);
    for (int i = 0; i < 10; i++) {
      channel.write(bytes(part));
    }
    channel.flush();
    assertThat(written()).containsExactly(part.repeat(4), part.repeat(4), part.repeat(2));
  }

  @Test
  void whatIsThereGoesBeforeTheEnd() {
    ChannelFuture told = channel.write(bytes("last"));
    channel.close();
    channel.flush();
    assertThat(told.isDone()).isTrue();
  }

  @Test
  void aFailureIsToldToAll() {
    IOException failure = new IOException("gone");
    channel.pipeline().addFirst(new Failing(failure));
    ByteBuf first = bytes("a");
    List<ChannelFuture> told = List.of(channel.write(first), channel.write(bytes("b")));
    channel.flush();
    assertThat(told).allSatisfy(each -> assertThat(each.cause()).isSameAs(failure));
    assertThat(first.refCnt()).isZero();
  }

  @Test
  void removalLeavesNothingBehind() {
    ChannelFuture told = channel.write(bytes("here"));
    channel.pipeline().remove(Http2SmallWrites.class);
    channel.flush();
    assertThat(written()).containsExactly("here");
    assertThat(told.isSuccess()).isTrue();
  }

  private static final class Failing extends ChannelOutboundHandlerAdapter {
    private final IOException failure;

    Failing(IOException failure) {
      this.failure = failure;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ((ByteBuf) message).release();
      promise.setFailure(failure);
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  private List<String> written() {
    List<String> all = new ArrayList<>();
    for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
      all.add(each.toString(US_ASCII));
      each.release();
    }
    return all;
  }
}
