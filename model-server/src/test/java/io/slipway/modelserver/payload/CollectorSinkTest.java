// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.modelserver.payload.Destination.Collector;
import io.slipway.modelserver.payload.PayloadEvent.Kind;
import io.slipway.modelserver.payload.PayloadEvent.Source;
import io.slipway.transport.testing.EventCollector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorSinkTest {
  private static final PayloadEvent EVENT =
      new PayloadEvent(
          Kind.REQUEST,
          "id",
          Instant.EPOCH,
          new Source("default", "m", Source.PREDICTOR, Map.of()),
          "application/json",
          null,
          Map.of(),
          new byte[] {'{', '}'});

  private static CollectorSink sink(String url, long pauseMillis) {
    return new CollectorSink(
        new Collector(URI.create(url)), InstantSource.fixed(Instant.EPOCH), pauseMillis);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 408})
  void triesAgainWhatMayPass(int status) throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (var collector =
            new EventCollector().answers(() -> tries.incrementAndGet() < 4 ? status : 200);
        CollectorSink sink = sink(collector.url(), 1)) {
      sink.write(EVENT);
      assertThat(tries).hasValue(4);
    }
  }

  @Test
  void givesUpAfterAFewTries() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (var collector = new EventCollector().answers(() -> 500 + tries.getAndIncrement());
        CollectorSink sink = sink(collector.url(), 1)) {
      assertThatThrownBy(() -> sink.write(EVENT))
          .isInstanceOf(IOException.class)
          .hasMessage(collector.url() + " answered 503");
      assertThat(tries).hasValue(4);
    }
  }

  @Test
  void doesNotTryAgainWhatNeverWillBeTaken() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (var collector =
            new EventCollector()
                .answers(() -> {
                  tries.incrementAndGet();
                  return 404;
                });
        CollectorSink sink = sink(collector.url(), 1)) {
      assertThatThrownBy(() -> sink.write(EVENT)).hasMessageContaining("answered 404");
      assertThat(tries).hasValue(1);
    }
  }

  @Test
  void saysWhenNothingIsThereWithoutItsCredentials() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (CollectorSink sink = sink("http://me:secret@127.0.0.1:" + port + "/x?key=secret", 1)) {
      assertThatThrownBy(() -> sink.write(EVENT))
          .hasMessageStartingWith("http://127.0.0.1:" + port + "/x cannot be reached")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void waitsNoLongerWhenItIsClosed() throws Exception {
    try (var collector = new EventCollector().answers(() -> 503)) {
      CollectorSink sink = sink(collector.url(), 1_000_000);
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            try {
              sink.write(EVENT);
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      collector.next();
      sink.close();
      assertThatThrownBy(writing::join).hasRootCauseInstanceOf(IOException.class);
    }
  }
}
