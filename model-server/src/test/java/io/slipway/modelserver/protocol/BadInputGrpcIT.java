// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.ProtoBytes;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.server.TransportConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input over gRPC gets its status code and a clear message, and the connection goes on. */
class BadInputGrpcIT {
  private static final int INPUTS = 5;
  private static final int OUTPUTS = 6;
  private static final int RAW = 7;
  private static final int BODY_LIMIT = 32 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final ProtoBytes A = tensor("a", "FP32", 1, 2);
  private static final ProtoBytes B = tensor("b", "INT64", 1);
  private static final byte[] EIGHT = new byte[8];

  @TempDir private Path directory;
  private RunningServer server;
  private GrpcClient client;

  @SuppressWarnings("NullAway.Init") // set before each test
  BadInputGrpcIT() {}

  @BeforeEach
  void start() throws Exception {
    server =
        new RunningServer(
            directory,
            SecurityConfig.OPEN,
            ProtocolConfig.DEFAULTS,
            TransportConfig.defaults().toBuilder().maxBodyBytes(BODY_LIMIT).build());
    client = server.grpc();
  }

  @AfterEach
  void answersStillAndStops() {
    try (RunningServer _ = server;
        GrpcClient _ = client) {
      assertThat(infer(request("m", A, B, EIGHT, EIGHT))).isNotEmpty();
    }
  }

  static Stream<Arguments> requestsThatDoNotFit() {
    return Stream.of(
        arguments(
            "an input that the model does not have",
            request("m", tensor("c", "FP32", 1, 2), B, EIGHT, EIGHT),
            new String[] {"no input 'c'", "expected: a, b"}),
        arguments(
            "a shape of another size",
            request("m", tensor("a", "FP32", 2, 1), B, EIGHT, EIGHT),
            new String[] {"'a'", "[2, 1]", "expected: [-1, 2]"}),
        arguments(
            "another datatype",
            request("m", tensor("a", "INT32", 1, 2), B, EIGHT, EIGHT),
            new String[] {"'a'", "INT32", "expected: FP32"}),
        arguments(
            "a datatype that is none",
            request("m", tensor("a", "float", 1, 2), B, EIGHT, EIGHT),
            new String[] {"'a'", "float"}),
        arguments(
            "fewer bytes than the shape needs",
            request("m", A, B, new byte[7], EIGHT),
            new String[] {"'a'", "7", "8"}),
        arguments(
            "more bytes than the shape needs",
            request("m", A, B, EIGHT, new byte[16]),
            new String[] {"'b'", "16", "8"}),
        arguments(
            "fewer raw contents than inputs",
            inferRequest("m").message(INPUTS, A).message(INPUTS, B).bytes(RAW, EIGHT),
            new String[] {"1 raw contents for 2 tensors"}),
        arguments(
            "no contents at all",
            inferRequest("m").message(INPUTS, A).message(INPUTS, B),
            new String[] {"'a'"}),
        arguments(
            "an output that the model does not have",
            request("m", A, B, EIGHT, EIGHT).message(OUTPUTS, new ProtoBytes().text(1, "z")),
            new String[] {"no output 'z'", "expected: x, y"}),
        arguments(
            "a message that is cut off",
            new ProtoBytes().bytes(INPUTS, new byte[] {0x0a, 0x7f}),
            new String[] {}),
        arguments(
            "a name that is no text",
            new ProtoBytes().bytes(1, new byte[] {(byte) 0xff}),
            new String[] {}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requestsThatDoNotFit")
  void whatDoesNotFitIsAnInvalidArgument(String what, ProtoBytes request, String[] parts) {
    assertRefused(InferenceMethod.MODEL_INFER.path(), request, ErrorCode.INVALID_ARGUMENT, parts);
  }

  @ParameterizedTest
  @EnumSource(
      value = InferenceMethod.class,
      names = {"MODEL_INFER", "MODEL_METADATA"})
  void anUnknownModelIsNotFound(InferenceMethod method) {
    assertRefused(method.path(), inferRequest("nope"), ErrorCode.NOT_FOUND, "'nope'");
    assertRefused(method.path(), inferRequest("m").text(2, "9"), ErrorCode.NOT_FOUND, "'m'", "'9'");
  }

  /** Clients ask before they load a model, and when they have unloaded one. */
  @Test
  void anUnknownModelIsNotReady() {
    String path = InferenceMethod.MODEL_READY.path();
    byte[] notReady = {};
    for (ProtoBytes request : List.of(inferRequest("nope"), inferRequest("m").text(2, "9"))) {
      assertThat(client.call(path, Map.of(), request.toByteArray(), TIMEOUT)).isEqualTo(notReady);
    }
    assertThat(client.call(path, Map.of(), inferRequest("m").toByteArray(), TIMEOUT))
        .isEqualTo(new byte[] {1 << 3, 1});
  }

  @Test
  void anUnknownMethodIsNotImplementedAndAnUnknownServiceNotFound() {
    assertRefused(
        "/inference.GRPCInferenceService/ModelTrain",
        new ProtoBytes(),
        ErrorCode.NOT_IMPLEMENTED,
        "ModelTrain");
    ServingException failure =
        refusal(() ->
            client.call(
                InferenceMethod.SERVER_LIVE.path(),
                Map.of("kserve-isvc-name", "nope"),
                new byte[0],
                TIMEOUT));
    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failure).hasMessageContaining("default/nope");
  }

  @Test
  void aMessageOverTheLimitExhaustsAResource() {
    byte[] tooLarge = new byte[BODY_LIMIT + 1];

    ServingException failure =
        refusal(() -> client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), tooLarge, TIMEOUT));

    assertThat(failure.code().grpcStatus()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED.grpcStatus());
    assertThat(failure).hasMessageContaining("" + BODY_LIMIT);
  }

  @Test
  void aModelThatFailsIsAnInternalErrorWithoutInternals() {
    server
        .model(0)
        .onRun(() -> {
          throw new IllegalStateException("secret path /etc/model");
        });
    ServingException failure = refusal(() -> infer(request("m", A, B, EIGHT, EIGHT)));
    server.model(0).onRun(() -> {});

    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failure.getMessage()).contains("internal error").doesNotContain("secret");
  }

  @Test
  void aDeadlineThatPassesEndsTheCall() {
    CountDownLatch release = new CountDownLatch(1);
    server.model(0).onRun(release::await);
    try {
      ServingException failure =
          refusal(() ->
              client.call(
                  InferenceMethod.MODEL_INFER.path(),
                  Map.of(),
                  request("m", A, B, EIGHT, EIGHT).toByteArray(),
                  Duration.ofMillis(200)));

      assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    } finally {
      server.model(0).onRun(() -> {});
      release.countDown();
    }
  }

  private void assertRefused(String path, ProtoBytes message, ErrorCode code, String... parts) {
    ServingException failure =
        refusal(() -> client.call(path, Map.of(), message.toByteArray(), TIMEOUT));
    assertThat(failure.code().grpcStatus()).as(failure.getMessage()).isEqualTo(code.grpcStatus());
    assertThat(failure.getMessage()).isNotBlank();
    for (String part : parts) {
      assertThat(failure.getMessage()).contains(part);
    }
  }

  /** What a call is refused with. */
  private static ServingException refusal(Runnable call) {
    ServingException failure = catchThrowableOfType(ServingException.class, call::run);
    assertThat(failure).as("the call was answered").isNotNull();
    return failure;
  }

  private byte[] infer(ProtoBytes request) {
    return client.call(
        InferenceMethod.MODEL_INFER.path(), Map.of(), request.toByteArray(), TIMEOUT);
  }

  private static ProtoBytes request(
      String model, ProtoBytes a, ProtoBytes b, byte[] rawA, byte[] rawB) {
    return inferRequest(model)
        .message(INPUTS, a)
        .message(INPUTS, b)
        .bytes(RAW, rawA)
        .bytes(RAW, rawB);
  }
}
