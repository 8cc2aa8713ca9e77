// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prediction that a model has begun is answered although the server stops meanwhile. */
class DrainIT {
  private static final byte[] GRPC =
      inferRequest("m")
          .message(5, tensor("a", "FP32", 1, 2))
          .message(5, tensor("b", "INT64", 1))
          .bytes(7, new byte[8])
          .bytes(7, new byte[8])
          .toByteArray();

  @TempDir private Path directory;

  @Test
  void runsThatHaveBegunAreAnsweredByEveryProtocol() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    try (RunningServer server = new RunningServer(directory, SecurityConfig.OPEN);
        GrpcClient grpc = server.grpc();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server
          .model(0)
          .onRun(() -> {
            begun.countDown();
            release.await();
          });
      Future<Integer> overHttp = threads.submit(() -> server.infer("m").statusCode());
      Future<byte[]> overGrpc = threads.submit(() -> infer(grpc));
      assertThat(begun.await(20, TimeUnit.SECONDS)).as("both runs have begun").isTrue();

      Future<?> drained = threads.submit(server::drain);
      await()
          .untilAsserted(() ->
              assertThatThrownBy(() -> server.grpc().close()).isInstanceOf(ServingException.class));
      assertThat(drained.isDone()).isFalse();
      release.countDown();

      assertThat(overHttp.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(overGrpc.get(20, TimeUnit.SECONDS)).isNotEmpty();
      drained.get(20, TimeUnit.SECONDS);
    }
  }

  private static byte[] infer(GrpcClient client) {
    return client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), GRPC, Duration.ofSeconds(20));
  }
}
