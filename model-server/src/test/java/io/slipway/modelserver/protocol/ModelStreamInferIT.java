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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions over one call with streams of messages, in both dialects. */
class ModelStreamInferIT {
  private static final String METHOD = "inference.GRPCInferenceService/ModelStreamInfer";
  private static final String ANSWER = "inference.ModelStreamInferResponse";

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

  private StreamCall open(String... metadata) {
    return new StreamCall(channel, METHOD, CallOptions.DEFAULT, metadata);
  }

  private static DynamicMessage request(String model, String id, float value) {
    return Protos.message(
        "inference.ModelInferRequest",
        """
        model_name: "%s" id: "%s"
        inputs { name: "a" datatype: "FP32" shape: 1 shape: 2
                 contents { fp32_contents: %s fp32_contents: 0 } }
        inputs { name: "b" datatype: "INT64" shape: 1 contents { int64_contents: 3 } }
        """
            .formatted(model, id, value));
  }

  private static String id(DynamicMessage answer) {
    return (String) Protos.get(answer, "infer_response.id");
  }

  private static String error(DynamicMessage answer) {
    return (String) Protos.get(answer, "error_message");
  }

  @Test
  void answersEachRequestWithItsIdAndAsTheLastOfIt() throws Exception {
    StreamCall call = open();
    DynamicMessage answer = call.send(request("m", "first", 7)).next(ANSWER);
    assertThat(error(answer)).isEmpty();
    assertThat(id(answer)).isEqualTo("first");
    assertThat(answer.toString())
        .contains("triton_final_response")
        .contains("bool_param: true")
        .contains("fp32_contents: 7.0");
    assertThat(id(call.send(request("n", "second", 8)).next(ANSWER))).isEqualTo("second");
    call.halfClose();
    assertThat(call.status().isOk()).isTrue();
  }

  @Test
  void answersInTheOrderOfTheRequests() throws Exception {
    server.model(0).onRun(mayRun::acquire);
    StreamCall call = open();
    call.send(request("m", "slow", 1)).send(request("n", "fast", 2));
    await().until(() -> server.model(1).runs() == 1);
    assertThat(call.waiting()).isZero();
    mayRun.release();
    assertThat(id(call.next(ANSWER))).isEqualTo("slow");
    assertThat(id(call.next(ANSWER))).isEqualTo("fast");
  }

  @Test
  void answersThousandsThatWereSentAhead() throws Exception {
    StreamCall call = open();
    for (int i = 0; i < 2000; i++) {
      call.send(request(i % 2 == 0 ? "m" : "n", "id-" + i, i));
    }
    call.halfClose();
    for (int i = 0; i < 2000; i++) {
      DynamicMessage answer = call.next(ANSWER);
      assertThat(id(answer)).isEqualTo("id-" + i);
      assertThat(answer.toString()).contains("fp32_contents: " + i + ".0");
    }
    assertThat(call.status().isOk()).isTrue();
  }

  @Test
  void boundsWhatIsInFlight() throws Exception {
    server.model(0).onRun(mayRun::acquire);
    StreamCall call = open();
    for (int i = 0; i < 500; i++) {
      call.send(request("m", "id-" + i, i));
    }
    await().until(() -> inFlight() == 64);
    StreamCall other = open();
    for (int i = 0; i < 10; i++) { // time enough to take more, if more were taken
      other.send(request("n", "other", i)).next(ANSWER);
    }
    assertThat(inFlight()).isEqualTo(64);
    mayRun.release(500);
    for (int i = 0; i < 500; i++) {
      assertThat(id(call.next(ANSWER))).isEqualTo("id-" + i);
    }
  }

  private int inFlight() {
    return server.model(0).runs() + server.queueLength("m");
  }

  @Test
  void tellsAFailureInTheStreamAndGoesOn() throws Exception {
    StreamCall call = open();
    DynamicMessage failed = call.send(request("unknown", "bad", 1)).next(ANSWER);
    assertThat(error(failed)).isEqualTo("model 'unknown' not found");
    assertThat(id(failed)).isEqualTo("bad");
    assertThat(Protos.get(failed, "infer_response.model_name")).isEqualTo("unknown");
    DynamicMessage unfit =
        Protos.message(
            "inference.ModelInferRequest",
            "model_name: 'm' id: 'unfit' inputs { name: 'a' datatype: 'FP99' shape: 1 }");
    failed = call.send(unfit).next(ANSWER);
    assertThat(error(failed)).contains("FP99");
    assertThat(id(failed)).isEqualTo("unfit");
    assertThat(error(call.send(new byte[] {(byte) 0xff}).next(ANSWER))).contains("malformed");
    assertThat(id(call.send(request("m", "good", 1)).next(ANSWER))).isEqualTo("good");
  }

  @Test
  void takesAFailingModelAsAFailureOfThatRequest() throws Exception {
    server
        .model(0)
        .onRun(() -> {
          throw new IllegalStateException("on fire");
        });
    StreamCall call = open();
    assertThat(error(call.send(request("m", "1", 1)).next(ANSWER))).isNotEmpty();
    assertThat(error(call.send(request("n", "2", 1)).next(ANSWER))).isEmpty();
  }

  @Test
  void makesTheFirstFailureTheStatusWhereThatIsAskedFor() throws Exception {
    StreamCall call = open("triton_grpc_error", "true");
    call.send(request("m", "good", 1)).send(request("unknown", "bad", 1));
    assertThat(id(call.next(ANSWER))).isEqualTo("good");
    assertThat(call.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(call.status().getDescription()).isEqualTo("model 'unknown' not found");
  }

  @Test
  void speaksTheOtherDialectWhereACallSaysSo() throws Exception {
    StreamCall call = open("slipway-stream-dialect", "mlserver");
    assertMlserver(call);
    StreamCall wrong = open("slipway-stream-dialect", "latin");
    assertThat(wrong.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(wrong.status().getDescription()).contains("latin").contains("triton or mlserver");
  }

  private static void assertMlserver(StreamCall call) throws Exception {
    DynamicMessage answer =
        call.send(request("m", "first", 7)).next("inference.ModelInferResponse");
    assertThat(Protos.get(answer, "id")).isEqualTo("first");
    assertThat(answer.toString()).contains("fp32_contents: 7.0").doesNotContain("triton");
    call.send(request("unknown", "bad", 1));
    assertThat(call.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void speaksTheOtherDialectWhereTheServerIsSetToIt() throws Exception {
    stop();
    start(ProtocolConfig.DEFAULTS.withGrpcAnswers(GrpcAnswers.DEFAULTS.in(StreamDialect.MLSERVER)));
    assertMlserver(open());
    DynamicMessage answer =
        open("slipway-stream-dialect", "triton").send(request("m", "1", 1)).next(ANSWER);
    assertThat(id(answer)).isEqualTo("1");
  }

  @Test
  void answersRawInBothDialectsWhereTheServerIsToldTo() throws Exception {
    stop();
    start(
        ProtocolConfig.DEFAULTS.withGrpcAnswers(
            new GrpcAnswers(StreamDialect.TRITON, AnswerContents.RAW)));
    StreamCall call = open();
    assertThat(call.send(request("m", "1", 7)).next(ANSWER).toString())
        .contains("raw_output_contents")
        .doesNotContain("fp32_contents");
    StreamCall bare = open("slipway-stream-dialect", "mlserver");
    assertThat(bare.send(request("m", "1", 7)).next("inference.ModelInferResponse").toString())
        .contains("raw_output_contents")
        .doesNotContain("fp32_contents");
  }

  @Test
  void takesWhatWaitsOutOfTheQueueWhenTheCallerCancels() throws Exception {
    server.model(0).onRun(mayRun::acquire);
    StreamCall call = open();
    for (int i = 0; i < 20; i++) {
      call.send(request("m", "id-" + i, i));
    }
    int workers = Math.min(2, Runtime.getRuntime().availableProcessors());
    await().until(() -> server.model(0).runs() == workers && server.queueLength("m") == 18);
    call.cancel();
    await().until(() -> server.queueLength("m") == 0);
    mayRun.release(1000);
    assertThat(id(open().send(request("m", "next", 1)).next(ANSWER))).isEqualTo("next");
    assertThat(server.model(0).runs()).isEqualTo(workers + 1);
  }

  @Test
  void takesWhatWaitsOutOfTheQueueAtTheDeadline() throws Exception {
    server.model(0).onRun(mayRun::acquire);
    StreamCall call =
        new StreamCall(
            channel, METHOD, CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS));
    for (int i = 0; i < 20; i++) {
      call.send(request("m", "id-" + i, i));
    }
    assertThat(call.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await().until(() -> server.queueLength("m") == 0);
  }

  @Test
  void answersWhatIsUnderWayWhenTheServerStops() throws Exception {
    server.model(0).onRun(mayRun::acquire);
    StreamCall idle = open();
    assertThat(id(idle.send(request("n", "1", 1)).next(ANSWER))).isEqualTo("1");
    StreamCall busy = open();
    busy.send(request("m", "last", 1));
    await().until(() -> server.model(0).runs() == 1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    assertThat(idle.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(idle.status().getDescription()).isEqualTo("the server is stopping");
    mayRun.release();
    assertThat(id(busy.next(ANSWER))).isEqualTo("last");
    assertThat(busy.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    closed.join();
  }

  @Test
  void knowsTheServicesOfMetadata() throws Exception {
    StreamCall call = open("kserve-isvc-name", "m");
    assertThat(error(call.send(request("m", "1", 1)).next(ANSWER))).isEmpty();
    assertThat(error(call.send(request("n", "2", 1)).next(ANSWER))).contains("not found");
    assertThat(open("kserve-isvc-name", "none").status().getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }
}
