// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderRestrictionsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final byte[] EMPTY = new byte[0];

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  HeaderRestrictionsIT() {}

  private RunningServer server() throws Exception {
    return new RunningServer(
        directory,
        new SecurityConfig(
            null,
            null,
            HeaderRestrictions.parse(List.of("metadata,metrics:admin-key=open"), ""),
            HeaderRestrictions.parse(
                List.of("health:admin-key=sesame"), HeaderRestrictions.GRPC_PREFIX),
            Limits.NONE,
            Limits.NONE,
            Map.of()));
  }

  @Test
  void guardsGroupsOverHttp() throws Exception {
    try (RunningServer server = server()) {
      assertThat(server.get("/v2").statusCode()).isEqualTo(403);
      assertThat(server.get("/v2").body()).contains("admin-key").doesNotContain("open");
      assertThat(server.get("/metrics", "Admin-Key", "wrong").statusCode()).isEqualTo(403);
      assertThat(server.get("/metrics", "Admin-Key", "open").statusCode()).isEqualTo(200);
      assertThat(server.get("/v2", "Admin-Key", "open").statusCode()).isEqualTo(200);
      assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
      assertThat(server.infer("m").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void guardsGroupsOverGrpc() throws Exception {
    String live = InferenceMethod.SERVER_LIVE.path();
    try (RunningServer server = server();
        GrpcClient client = server.grpc()) {
      assertThatThrownBy(() -> client.call(live, Map.of("admin-key", "sesame"), EMPTY, TIMEOUT))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
          .hasMessageContaining("triton-grpc-protocol-admin-key");
      Map<String, String> key = Map.of("triton-grpc-protocol-admin-key", "sesame");
      assertThat(client.call(live, key, EMPTY, TIMEOUT)).isNotEmpty();
      String metadata = InferenceMethod.SERVER_METADATA.path();
      assertThat(client.call(metadata, Map.of(), EMPTY, TIMEOUT)).isNotEmpty();
    }
  }
}
