// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.Security;
import io.slipway.modelserver.testing.StreamCall;
import io.slipway.transport.testing.EventCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each request of a stream is let in, counted and logged for itself. */
class GuardedStreamIT {
  private static final String METHOD = "inference.GRPCInferenceService/ModelStreamInfer";
  private static final String ANSWER = "inference.ModelStreamInferResponse";
  private static final String ALICE = "alice-0123456789";

  @TempDir private Path directory;
  private RunningServer server;
  private ManagedChannel channel;

  @SuppressWarnings("NullAway.Init") // set before each test
  GuardedStreamIT() {}

  private void start(SecurityConfig security, PayloadLogConfig payloads) throws IOException {
    server = new RunningServer(directory, security, payloads);
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.address().getPort())
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.close();
  }

  private StreamCall open(String... metadata) {
    return new StreamCall(channel, METHOD, CallOptions.DEFAULT, metadata);
  }

  private static byte[] request(String model) {
    return inferRequest(model)
        .message(5, tensor("a", "FP32", 1, 2))
        .message(5, tensor("b", "INT64", 1))
        .bytes(7, new byte[8])
        .bytes(7, new byte[8])
        .toByteArray();
  }

  private static String error(DynamicMessage answer) {
    return (String) Protos.get(answer, "error_message");
  }

  @Test
  void aStrangerGetsNoStream() throws Exception {
    start(
        Security.tokens(Security.secret(directory.resolve("tokens"), "alice " + ALICE)),
        PayloadLogConfig.NONE);
    assertThat(open().status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void eachRequestNeedsItsPermission() throws Exception {
    start(
        Security.tokens(
            Security.secret(directory.resolve("tokens"), "alice " + ALICE + " services=m")),
        PayloadLogConfig.NONE);
    StreamCall call = open("authorization", "Bearer " + ALICE);
    assertThat(error(call.send(request("m")).next(ANSWER))).isEmpty();
    assertThat(error(call.send(request("n")).next(ANSWER))).contains("client 'alice' may not use");
    assertThat(error(call.send(request("m")).next(ANSWER))).isEmpty();
    assertThat(call.halfClose().status().isOk()).isTrue();
    assertThat(server.model(1).runs()).isZero();
  }

  @Test
  void eachRequestCounts() throws Exception {
    start(Security.limits("rate=0.02,burst=2", ""), PayloadLogConfig.NONE);
    StreamCall call = open();
    assertThat(error(call.send(request("m")).next(ANSWER))).isEmpty();
    assertThat(error(call.send(request("m")).next(ANSWER))).isEmpty();
    assertThat(error(call.send(request("m")).next(ANSWER))).contains("requests per second");
    call.cancel();
  }

  @Test
  void eachRequestIsLogged() throws Exception {
    try (EventCollector collector = new EventCollector()) {
      ServiceLogConfig log =
          new ServiceLogConfig(
              Destination.parse(collector.url()),
              Mode.ALL,
              List.of(),
              Map.of(),
              LogOptions.DEFAULTS);
      start(SecurityConfig.OPEN, new PayloadLogConfig(log, Map.of()));
      StreamCall call = open();
      call.send(request("m")).next(ANSWER);
      call.send(request("n")).next(ANSWER);
      List<String> events = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        EventCollector.Event event = collector.next();
        String type = event.attribute("type");
        events.add(type.substring(type.lastIndexOf('.') + 1) + event.attribute("source"));
        if (type.endsWith("response")) {
          DynamicMessage response = Protos.parse("inference.ModelInferResponse", event.body());
          assertThat(Protos.get(response, "model_name"))
              .isEqualTo(event.attribute("inferenceservicename"));
        }
      }
      assertThat(events)
          .containsExactlyInAnyOrder(
              "request/serving/default/m",
              "response/serving/default/m",
              "request/serving/default/n",
              "response/serving/default/n");
      call.cancel();
    }
  }
}
