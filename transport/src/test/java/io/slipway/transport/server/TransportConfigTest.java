// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.transport.grpc.GrpcCompression;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransportConfigTest {
  @Test
  void hasTheseDefaults() {
    TransportConfig config = TransportConfig.defaults();
    int loops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    assertThat(config)
        .isEqualTo(
            new TransportConfig(
                IoMode.AUTO,
                loops,
                Duration.ofNanos(50_000),
                null,
                10_000,
                8 << 10,
                16 << 10,
                64 << 20,
                512 << 20,
                Duration.ofSeconds(20),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                256,
                16 << 10,
                200,
                500,
                GrpcCompression.NONE,
                Duration.ofSeconds(20)));
  }

  @Test
  void changesSingleValuesAndKeepsTheOthers() {
    TransportConfig changed =
        TransportConfig.defaults().toBuilder().maxConnections(7).io(IoMode.NIO).build();
    assertThat(changed.maxConnections()).isEqualTo(7);
    assertThat(changed.io()).isEqualTo(IoMode.NIO);
    assertThat(changed.toBuilder().maxConnections(10_000).io(IoMode.AUTO).build())
        .isEqualTo(TransportConfig.defaults());
  }

  @ParameterizedTest
  @MethodSource
  void refusesWhatIsNoLimit(String name, UnaryOperator<TransportConfig.Builder> change) {
    assertThatThrownBy(() -> change.apply(TransportConfig.defaults().toBuilder()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("expected");
  }

  static Stream<Arguments> refusesWhatIsNoLimit() {
    return Stream.of(
        refused("eventLoops", b -> b.eventLoops(0)),
        refused("busyPoll", b -> b.busyPoll(Duration.ofNanos(-1))),
        refused("busyPoll", b -> b.busyPoll(Duration.ofMillis(2))),
        refused("maxConnections", b -> b.maxConnections(0)),
        refused("maxInitialLineBytes", b -> b.maxInitialLineBytes(10)),
        refused("maxHeaderBytes", b -> b.maxHeaderBytes(70_000)),
        refused("maxInitialLineBytes + maxHeaderBytes", b -> b.maxHeaderBytes(0xffff)),
        refused("maxBodyBytes", b -> b.maxBodyBytes(1L << 31)),
        refused("maxBufferedBytes", b -> b.maxBufferedBytes(0)),
        refused("headerTimeout", b -> b.headerTimeout(Duration.ZERO)),
        refused("requestTimeout", b -> b.requestTimeout(Duration.ofDays(2))),
        refused("idleTimeout", b -> b.idleTimeout(Duration.ofSeconds(-1))),
        refused("writeStallTimeout", b -> b.writeStallTimeout(Duration.ZERO)),
        refused("maxConcurrentStreams", b -> b.maxConcurrentStreams(0)),
        refused("maxHeaderListBytes", b -> b.maxHeaderListBytes(1)),
        refused("resetsPerWindow", b -> b.resetsPerWindow(0)),
        refused("controlFramesPerWindow", b -> b.controlFramesPerWindow(0)),
        refused("drainTimeout", b -> b.drainTimeout(Duration.ZERO)));
  }

  private static Arguments refused(String name, UnaryOperator<TransportConfig.Builder> change) {
    return Arguments.of(name, change);
  }
}
