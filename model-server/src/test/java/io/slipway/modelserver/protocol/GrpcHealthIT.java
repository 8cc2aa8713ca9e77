// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.StreamCall;
import io.slipway.transport.grpc.GrpcClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code grpc.health.v1.Health}. */
class GrpcHealthIT {
  private RunningServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.address().getPort())
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static byte[] request(String service) {
    return Protos.message("grpc.health.v1.HealthCheckRequest", "service: '" + service + "'")
        .toByteArray();
  }

  private static String status(byte[] response) {
    return Protos.get(Protos.parse("grpc.health.v1.HealthCheckResponse", response), "status")
        .toString();
  }

  private String check(String service) {
    try (GrpcClient client = server.grpc()) {
      return status(
          client.call(
              "/grpc.health.v1.Health/Check", Map.of(), request(service), Duration.ofSeconds(20)));
    }
  }

  private StreamCall watch(String service) {
    StreamCall call = new StreamCall(channel, "grpc.health.v1.Health/Watch", CallOptions.DEFAULT);
    return call.send(request(service)).halfClose();
  }

  @Test
  void knowsServerServiceAndModels() {
    for (String service : new String[] {"", "inference.GRPCInferenceService", "m", "n"}) {
      assertThat(check(service)).as(service).isEqualTo("SERVING");
    }
    assertThatThrownBy(() -> check("nothing"))
        .hasMessageContaining("'nothing'")
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void tellsEveryChange() throws Exception {
    StreamCall model = watch("m");
    StreamCall nothing = watch("nothing");
    assertThat(status(model.next())).isEqualTo("SERVING");
    assertThat(status(nothing.next())).isEqualTo("SERVICE_UNKNOWN");
    server.repository().unload(new ModelId("m", "1"));
    assertThat(status(model.next())).isEqualTo("SERVICE_UNKNOWN");
    assertThat(nothing.waiting()).isZero();
  }

  @Test
  void tellsThatTheServerStops() throws Exception {
    StreamCall call = watch("");
    assertThat(status(call.next())).isEqualTo("SERVING");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    assertThat(status(call.next())).isEqualTo("NOT_SERVING");
    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    closed.join();
  }

  @Test
  void refusesACallThatAsksForNothing() {
    StreamCall call =
        new StreamCall(channel, "grpc.health.v1.Health/Watch", CallOptions.DEFAULT).halfClose();
    assertThat(call.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }
}
