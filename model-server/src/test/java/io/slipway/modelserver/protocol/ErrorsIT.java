// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.ProtoBytes;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.server.TransportConfig;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An Error while a request is handled is an answer as well, small bodies (on the event loop) and
 * large ones (off it) alike; the leak check sees that nothing is left behind.
 */
class ErrorsIT {
  private static final int LARGE = 20_000; // rows, so that the body is decoded off the event loop
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private final AtomicReference<@Nullable Supplier<Error>> onInt64 = new AtomicReference<>();
  private RunningServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  ErrorsIT() {}

  /** Errors as they come from the depth of a decoder, with another tensor made before. */
  static Stream<Supplier<Error>> errors() {
    return Stream.of(
        () -> new OutOfMemoryError("as if there were no memory"),
        () -> new StackOverflowError("as if it were nested too deeply"),
        () -> new NoClassDefFoundError("as if a class were missing"));
  }

  @BeforeEach
  void start() throws Exception {
    TensorAllocator pool = new PooledTensorAllocator(1 << 20);
    TensorAllocator failing =
        (datatype, shape, size) -> {
          Supplier<Error> error = onInt64.get();
          if (datatype == DataType.INT64 && error != null) {
            throw error.get();
          }
          return pool.allocate(datatype, shape, size);
        };
    server =
        new RunningServer(
            directory,
            SecurityConfig.OPEN,
            ProtocolConfig.DEFAULTS,
            TransportConfig.defaults(),
            failing);
  }

  @AfterEach
  void answersStillAndStops() throws Exception {
    onInt64.set(null);
    try (RunningServer _ = server) {
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
      assertThat(server.post("/v2/models/m/infer", v2(LARGE)).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("errors")
  void overHttpItIsAnInternalError(Supplier<Error> error) throws Exception {
    onInt64.set(error);
    for (int rows : new int[] {1, LARGE}) {
      assertInternal(server.post("/v2/models/m/infer", v2(rows)));
      assertInternal(server.post("/v1/models/m:predict", v1(rows)));
    }
    assertThat(server.get("/metrics").body())
        .containsPattern("slipway_unrouted_requests_total\\{code=\"INTERNAL\"} 4");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void overGrpcItIsAnInternalError(Supplier<Error> error) {
    onInt64.set(error);
    try (GrpcClient client = server.grpc()) {
      for (int rows : new int[] {1, LARGE}) {
        ServingException failure =
            catchThrowableOfType(
                ServingException.class,
                () ->
                    client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), grpc(rows), TIMEOUT));

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure.getMessage()).contains("internal error").doesNotContain("as if");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("errors")
  void inAModelItIsAnInternalError(Supplier<Error> error) throws Exception {
    server
        .model(0)
        .onRun(() -> {
          throw error.get();
        });
    assertInternal(server.infer("m"));
    server.model(0).onRun(() -> {});
  }

  private static void assertInternal(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
    assertThat(answer.body()).contains("internal error").doesNotContain("as if");
  }

  private static String v2(int rows) {
    return """
    {"inputs": [{"name": "a", "shape": [%d, 2], "datatype": "FP32", "data": [%s]},
                {"name": "b", "shape": [%d], "datatype": "INT64", "data": [%s]}]}\
    """
        .formatted(rows, repeated("1", 2 * rows), rows, repeated("3", rows));
  }

  private static String v1(int rows) {
    return "{\"instances\": [" + repeated("{\"a\": [1, 2], \"b\": 3}", rows) + "]}";
  }

  private static byte[] grpc(int rows) {
    ProtoBytes floats = new ProtoBytes().bytes(6, new byte[8 * rows]);
    ProtoBytes longs = new ProtoBytes().bytes(3, new byte[rows]);
    return inferRequest("m")
        .message(5, tensor("a", "FP32", rows, 2).message(5, floats))
        .message(5, tensor("b", "INT64", rows).message(5, longs))
        .toByteArray();
  }

  private static String repeated(String value, int times) {
    return String.join(",", Collections.nCopies(times, value));
  }
}
