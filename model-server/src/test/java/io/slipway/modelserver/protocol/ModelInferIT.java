// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.StreamCall;
import io.slipway.transport.codec.grpc.AnswerContents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions by unary gRPC calls: callers that go away, and the form of answers. */
class ModelInferIT {
  private static final String METHOD = "inference.GRPCInferenceService/ModelInfer";
  private static final String ANSWER = "inference.ModelInferResponse";

  @TempDir private Path directory;
  private final Semaphore mayRun = new Semaphore(0);
  private RunningServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    start(ProtocolConfig.DEFAULTS);
  }

  private void start(ProtocolConfig config) throws Exception {
    Path own = Files.createTempDirectory(directory, "server");
    server = new RunningServer(own, SecurityConfig.OPEN, config);
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.address().getPort())
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() {
    mayRun.release(10_000);
    channel.shutdownNow();
    server.close();
  }

  private StreamCall infer(String more) {
    DynamicMessage request =
        Protos.message(
            "inference.ModelInferRequest",
            """
            model_name: "m" %s
            inputs { name: "a" datatype: "FP32" shape: 1 shape: 2
                     contents { fp32_contents: 7 fp32_contents: 0 } }
            inputs { name: "b" datatype: "INT64" shape: 1 contents { int64_contents: 3 } }
            """
                .formatted(more));
    return new StreamCall(channel, METHOD, CallOptions.DEFAULT).send(request).halfClose();
  }

  @Test
  void aCancelledCallThatWaitsNeverReachesTheModel() throws Exception {
    server.model(0).onRun(mayRun::acquire);
    int workers = Math.min(2, Runtime.getRuntime().availableProcessors());
    List<StreamCall> running = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      running.add(infer(""));
    }
    await().until(() -> server.model(0).runs() == workers);
    List<StreamCall> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(infer(""));
    }
    await().until(() -> server.queueLength("m") == 10);

    waiting.forEach(StreamCall::cancel);
    await().until(() -> server.queueLength("m") == 0);
    mayRun.release(10_000);
    for (StreamCall call : running) {
      assertThat(call.status().isOk()).isTrue();
    }
    for (StreamCall call : waiting) {
      assertThat(call.status().getCode()).isEqualTo(Status.Code.CANCELLED);
    }
    assertThat(infer("").status().isOk()).isTrue();

    assertThat(server.model(0).runs()).isEqualTo(workers + 1);
    assertThat(server.get("/v2/models/m/stats").body())
        .contains("\"execution_count\":%d,".formatted(workers + 1))
        .contains("\"fail\":{\"count\":10,");
  }

  @Test
  void answersInTheFormOfTheRequest() throws Exception {
    assertTyped(infer(""));
    assertRaw(infer("parameters { key: 'binary_data_output' value { bool_param: true } }"));
  }

  @Test
  void answersRawWhereTheServerIsToldTo() throws Exception {
    stop();
    start(
        ProtocolConfig.DEFAULTS.withGrpcAnswers(
            new GrpcAnswers(StreamDialect.TRITON, AnswerContents.RAW)));
    assertRaw(infer(""));
    assertTyped(infer("parameters { key: 'binary_data_output' value { bool_param: false } }"));
  }

  private static void assertTyped(StreamCall call) throws Exception {
    assertThat(call.next(ANSWER).toString())
        .contains("fp32_contents: 7.0")
        .doesNotContain("raw_output_contents");
  }

  private static void assertRaw(StreamCall call) throws Exception {
    assertThat(call.next(ANSWER).toString())
        .contains("raw_output_contents")
        .doesNotContain("fp32_contents");
  }
}
