// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.loadtests.load.Call;
import io.slipway.loadtests.load.Client;
import io.slipway.loadtests.load.Phase;
import io.slipway.loadtests.load.PhaseResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The load generator against a server that answers everything alike. */
final class GeneratorIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Replies REPLIES =
      new Replies(
          new Replies.Http(Map.of(), new byte[] {'{', '}'}),
          new Replies.Http(Map.of(), new byte[20_000]),
          new byte[1000]);

  @Test
  void sendsHttpAsOftenAsIntended() throws Exception {
    PhaseResult result =
        play(
            server -> Call.post(server.httpAddress(), "/json", Map.of(), new byte[100]),
            Phase.constant(500, SHORT));

    assertThat(result.intended()).isBetween(148L, 151L);
    assertThat(result.outcomes()).isEqualTo(Map.of("200", result.intended()));
    assertThat(result.latency().count()).isEqualTo(result.intended());
  }

  @Test
  void sendsCallsOfGrpc() throws Exception {
    PhaseResult result = play(server -> call(server, 100), Phase.poisson(500, SHORT, 1));

    assertThat(result.intended()).isPositive();
    assertThat(result.outcomes()).isEqualTo(Map.of("grpc 0", result.intended()));
  }

  @Test
  void sendsMessagesLargerThanAWindow() throws Exception {
    PhaseResult result = play(server -> call(server, 300_000), Phase.closed(4, SHORT));

    assertThat(result.intended()).isGreaterThanOrEqualTo(4);
    assertThat(result.outcomes()).isEqualTo(Map.of("grpc 0", result.intended()));
  }

  @Test
  void keepsCallersBusyThroughPhasesThatFollowEachOther() throws Exception {
    try (FloorServer server = FloorServer.start(Sockets.EPOLL, 0, 0, REPLIES);
        Client client = client(Call.post(server.httpAddress(), "/bin", Map.of(), new byte[10]))) {
      List<PhaseResult> results =
          client.run(Phase.closed(3, SHORT), Phase.closed(3, SHORT), Phase.constant(50, SHORT));

      assertThat(results).allSatisfy(result -> assertThat(result.good()).isPositive());
      assertThat(results)
          .allSatisfy(result -> assertThat(result.good()).isEqualTo(result.intended()));
      assertThat(results.getLast().intended()).isBetween(14L, 16L);
      assertThat(client.open(0).get()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void countsRequestsThatNobodyAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Client client =
            new Client(
                Call.get(
                    new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()), "/"),
                new Client.Limits(1, 1, Duration.ofMillis(200)),
                () -> 0)) {
      PhaseResult result = client.run(Phase.constant(20, SHORT)).getFirst();

      assertThat(result.outcomes()).containsKey("timeout");
      assertThat(result.failed()).isEqualTo(result.intended()).isPositive();
    }
  }

  private static PhaseResult play(Function<FloorServer, Call> call, Phase phase) throws Exception {
    try (FloorServer server = FloorServer.start(Sockets.EPOLL, 0, 0, REPLIES);
        Client client = client(call.apply(server))) {
      return client.run(phase).getFirst();
    }
  }

  private static Client client(Call call) {
    return new Client(call, Client.Limits.connections(8), () -> 0);
  }

  private static Call call(FloorServer server, int bytes) {
    return Call.unary(
        server.grpcAddress(), "/inference.GRPCInferenceService/ModelInfer", new byte[bytes]);
  }
}
