// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.serving.ServingConfig;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.execution.Batching;
import io.slipway.transport.server.IoMode;
import io.slipway.transport.server.TransportConfig;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.ParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionsTest {
  @Test
  void unlessToldItListensOnTheLoopbackPortsThatClientsExpect() throws Exception {
    ServingConfig config = config();

    assertThat(config.address().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.grpcPort()).isEqualTo(8081);
    assertThat(config.data()).isEqualTo(DataDirectory.fromEnvironment());
    assertThat(config.transport()).isEqualTo(TransportConfig.defaults());
  }

  @Test
  void readsWhereToListenAndWhereDataIs() throws Exception {
    ServingConfig config =
        config("--http-port", "9000", "--grpc-port=9001", "--host", "::1", "--data", "some/dir");

    assertThat(config.httpPort()).isEqualTo(9000);
    assertThat(config.grpcPort()).isEqualTo(9001);
    assertThat(config.address().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(config.data()).isEqualTo(Path.of("some/dir"));
    assertThat(config.cache()).isEqualTo(Path.of("some/dir/cache"));
  }

  @Test
  void readsTheLimits() throws Exception {
    ServingConfig config =
        config(
            "--workers",
            "3",
            "--threads",
            "4",
            "--queue",
            "5",
            "--inline-runs",
            "0",
            "--max-batch-size",
            "16",
            "--max-batch-delay-us",
            "250",
            "--max-connections",
            "6",
            "--io",
            "NIO",
            "--busy-poll-us",
            "0",
            "--max-body-mib",
            "300",
            "--response-cache-byte-size",
            "4096");

    assertThat(config.execution().workers()).isEqualTo(3);
    assertThat(config.execution().threadsPerWorker()).isEqualTo(4);
    assertThat(config.execution().queueCapacity()).isEqualTo(5);
    assertThat(config.execution().inlineRuns()).isZero();
    assertThat(config.execution().batching())
        .isEqualTo(new Batching(16, List.of(), Duration.ofNanos(250_000)));
    assertThat(config.transport().maxConnections()).isEqualTo(6);
    assertThat(config.responseCacheBytes()).isEqualTo(4096);
    assertThat(config.transport().io()).isEqualTo(IoMode.NIO);
    assertThat(config.transport().busyPoll()).isZero();
    assertThat(config.transport().maxBodyBytes()).isEqualTo(300L << 20);
    assertThat(config.transport().maxBufferedBytes()).isEqualTo(600L << 20);
  }

  @Test
  void runsNoMoreInlineThanThereAreWorkersUnlessToldTo() throws Exception {
    assertThat(config("--workers", "1").execution().inlineRuns()).isEqualTo(1);
    assertThat(config("--workers", "1", "--inline-runs", "3").execution().inlineRuns())
        .isEqualTo(3);
    assertThat(config().execution().inlineRuns()).isPositive();
  }

  @Test
  void aCacheMayHaveHalfOfTheMemory() {
    String most = Long.toString(Runtime.getRuntime().maxMemory() / 2 + 1);

    assertThatThrownBy(() -> config("--response-cache-byte-size", most))
        .hasMessageContaining("--response-cache-byte-size: " + most + " (expected: at most ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-port", "grpc-port"})
  void bothPortsMayBePickedByTheSystem(String port) throws Exception {
    assertThat(config("--" + port, "0")).isNotNull();
    assertThat(config("--http-port", "0", "--grpc-port", "0").httpPort()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "http-port, abc",
    "http-port, ''",
    "http-port, -1",
    "http-port, 65536",
    "http-port, 8080.0",
    "http-port, 99999999999",
    "grpc-port, 70000",
    "workers, 0",
    "workers, 100000",
    "threads, 0",
    "queue, 0",
    "queue, 2000000000",
    "inline-runs, -1",
    "max-batch-size, 0",
    "max-batch-size, many",
    "pin-cpus, zero",
    "max-body-mib, 0",
    "max-body-mib, 2048",
    "max-connections, 0",
    "busy-poll-us, 1001",
    "io, carrier-pigeon"
  })
  void aValueThatIsNoneIsAUsageErrorWithOptionValueAndWhatIsExpected(String option, String value) {
    assertThatThrownBy(() -> config("--" + option, value))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("--" + option)
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining("expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "io_uring"})
  void onlyEpollAsksBeforeItSleeps(String io) throws Exception {
    assertThat(config("--io", io, "--busy-poll-us", "0").transport().busyPoll()).isZero();
    assertThat(config("--io", "epoll", "--busy-poll-us", "7").transport().busyPoll())
        .isEqualTo(Duration.ofNanos(7000));
    assertThatThrownBy(() -> config("--io", io, "--busy-poll-us", "7"))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("--busy-poll-us: '7' (expected: 0 with --io " + io);
  }

  @Test
  void theTwoPortsMustDiffer() {
    assertThatThrownBy(() -> config("--http-port", "9000", "--grpc-port", "9000"))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("--http-port and --grpc-port are both 9000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "203.0.113.7"})
  void anAddressThatOthersReachIsRefusedUnlessSaidAloud(String host) throws Exception {
    assertThatThrownBy(() -> config("--host", host))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("--host " + host)
        .hasMessageContaining("add --insecure to allow that")
        .hasMessageContaining("--tls-client-ca");
    assertThat(config("--host", host, "--insecure").address().isLoopbackAddress()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void loopbackAddressesNeedNoPermission(String host) throws Exception {
    assertThat(config("--host", host).address().isLoopbackAddress()).isTrue();
  }

  @Test
  void aHostThatIsNoAddressIsAUsageError() {
    assertThatThrownBy(() -> config("--host", "no such host"))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("--host: 'no such host'");
  }

  private static ServingConfig config(String... args) throws ParseException {
    return ServerOptions.config(
        Arguments.parse(
            new ServeCommand(ServingProcess.untilStopped()),
            List.of(args),
            new PrintWriter(Writer.nullWriter())));
  }
}
