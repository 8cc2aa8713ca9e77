// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.testing.OnnxServer;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.StreamCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences of requests over gRPC, most of all on streams. */
class SequenceStreamIT {
  private static final String SERVICE = "inference.GRPCInferenceService/";
  private static final String STREAMED = "inference.ModelStreamInferResponse";
  private static final String LONG_IDLE = "max_sequence_idle_microseconds: 600000000";

  @TempDir private Path folder;
  private OnnxServer server;
  private ManagedChannel channel;

  @SuppressWarnings("NullAway.Init") // set before each test
  SequenceStreamIT() {}

  @BeforeEach
  void start() throws IOException {
    server = new OnnxServer(folder);
    channel = server.channel();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private void load(int batch, String more) throws IOException {
    String config =
        "instance_group { count: 1 } max_batch_size: "
            + batch
            + " sequence_batching { "
            + SequencesIT.CONTROLS
            + more
            + " }";
    ExecutionConfig execution = new ExecutionConfig(1, 1, 64, Duration.ofSeconds(20));
    assertThat(server.load("acc", "accumulator", config, execution).reason()).isEmpty();
  }

  private StreamCall stream() {
    return call("ModelStreamInfer", CallOptions.DEFAULT);
  }

  private StreamCall call(String method, CallOptions options) {
    return new StreamCall(channel, SERVICE + method, options);
  }

  private static DynamicMessage request(
      String name, String id, boolean start, boolean end, float x) {
    return Protos.message(
        "inference.ModelInferRequest",
        """
        model_name: "acc" id: "%s"
        parameters { key: "sequence_id" value { %s } }
        parameters { key: "sequence_start" value { bool_param: %s } }
        parameters { key: "sequence_end" value { bool_param: %s } }
        inputs { name: "x" datatype: "FP32" shape: [1, 1] contents { fp32_contents: %s } }
        outputs { name: "total" } outputs { name: "told_corrid" }
        """
            .formatted(name, id, start, end, x));
  }

  private static void assertAnswer(DynamicMessage answer, String name, float total) {
    assertThat(Protos.get(answer, "error_message")).isEqualTo("");
    assertThat(Protos.get(answer, "infer_response.id")).isEqualTo(name);
    assertThat(answer.toString()).contains("fp32_contents: " + total);
  }

  @Test
  void requestsThatAreSentAheadAreRunAndAnsweredInTheirOrder() throws Exception {
    load(4, "");
    StreamCall call = stream();
    for (int i = 1; i <= 500; i++) {
      call.send(request("a" + i, "int64_param: 1", i == 1, i == 500, 1));
      call.send(request("b" + i, "int64_param: 2", i == 1, i == 500, 2));
    }
    call.halfClose();

    for (int i = 1; i <= 500; i++) {
      assertAnswer(call.next(STREAMED), "a" + i, i);
      assertAnswer(call.next(STREAMED), "b" + i, 2 * i);
    }
    assertThat(call.status().isOk()).isTrue();
  }

  @Test
  void largeMessagesKeepTheirPlaceInTheOrder() throws Exception {
    load(4, "");
    String large = "x".repeat(200_000);
    StreamCall call = stream();
    for (int i = 1; i <= 50; i++) {
      String name = i % 3 == 0 ? "b" + i : large + i;
      call.send(request(name, "int64_param: 1", i == 1, i == 50, 1));
    }

    for (int i = 1; i <= 50; i++) {
      assertThat(call.next(STREAMED).toString()).contains("fp32_contents: " + (float) i);
    }
  }

  @Test
  void idsMayUseAllBitsOfASignedInteger() throws Exception {
    load(4, "");
    StreamCall call = stream();

    call.send(request("a", "int64_param: -2", true, false, 1));
    assertThat(call.next(STREAMED).toString()).contains("uint64_contents: 18446744073709551614");
    call.send(request("b", "uint64_param: 18446744073709551614", false, true, 2));
    assertAnswer(call.next(STREAMED), "b", 3);
  }

  @Test
  void aFailureLeavesTheStreamAndTheSequenceAsTheyAre() throws Exception {
    load(4, "");
    StreamCall call = stream();
    call.send(request("a", "int64_param: 1", true, false, 1));
    call.send(request("b", "int64_param: 9", false, false, 1));
    call.send(request("c", "int64_param: 1", false, true, 1));

    assertAnswer(call.next(STREAMED), "a", 1);
    assertThat((String) Protos.get(call.next(STREAMED), "error_message"))
        .startsWith("model 'acc' has no sequence 9");
    assertAnswer(call.next(STREAMED), "c", 2);
  }

  @Test
  void aStreamThatIsCancelledLeavesNothingWaiting() throws Exception {
    load(1, LONG_IDLE);
    StreamCall holder = stream();
    holder.send(request("a", "int64_param: 1", true, false, 1));
    assertAnswer(holder.next(STREAMED), "a", 1);
    StreamCall call = stream();
    call.send(request("b", "int64_param: 2", true, false, 1));
    call.send(request("c", "int64_param: 2", false, false, 1));
    await().until(() -> server.queueLength("acc") == 2);
    call.cancel();

    await().until(() -> server.queueLength("acc") == 0);
    holder.send(request("d", "int64_param: 1", false, true, 1));
    assertAnswer(holder.next(STREAMED), "d", 2);
    holder.send(request("e", "int64_param: 3", true, true, 1));
    assertAnswer(holder.next(STREAMED), "e", 1);
  }

  @Test
  void aConnectionThatBreaksLeavesItsSlotWhenTheSequenceIsIdle() throws Exception {
    load(1, "max_sequence_idle_microseconds: 300000");
    ManagedChannel other = server.channel();
    StreamCall killed = new StreamCall(other, SERVICE + "ModelStreamInfer", CallOptions.DEFAULT);
    killed.send(request("a", "int64_param: 1", true, false, 1));
    assertAnswer(killed.next(STREAMED), "a", 1);
    other.shutdownNow();

    StreamCall call = stream();
    call.send(request("b", "int64_param: 2", true, true, 5));
    assertAnswer(call.next(STREAMED), "b", 5);
  }

  @Test
  void unaryCallsHaveTheStatusesOfTheirFailures() throws Exception {
    load(1, LONG_IDLE);

    assertThat(unary(request("a", "int64_param: 1", false, false, 1)).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(unary(request("b", "int64_param: 1", true, false, 1)).isOk()).isTrue();
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS);
    StreamCall late = call("ModelInfer", soon);
    late.send(request("c", "int64_param: 2", true, false, 1)).halfClose();
    assertThat(late.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await().until(() -> server.queueLength("acc") == 0);
    assertThat(unary(request("d", "int64_param: 1", false, true, 1)).isOk()).isTrue();
    assertThat(unary(request("e", "int64_param: 2", false, true, 1)).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private Status unary(DynamicMessage request) {
    return call("ModelInfer", CallOptions.DEFAULT).send(request).halfClose().status();
  }
}
