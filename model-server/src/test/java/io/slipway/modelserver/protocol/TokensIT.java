// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static io.slipway.modelserver.testing.ProtoBytes.inferRequest;
import static io.slipway.modelserver.testing.ProtoBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.ProtectionException;
import io.slipway.modelserver.reflection.ServerReflection;
import io.slipway.modelserver.testing.ProtoBytes;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.Security;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.testing.TestAuthority;
import io.slipway.transport.testing.TestAuthority.Issued;
import io.slipway.transport.tls.ClientTls;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsConfig.ClientCertificates;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ValueSource;

/** What holders of tokens and certificates may do, over every protocol. */
class TokensIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String ALICE = "alice-0123456789";
  private static final String SCRAPER = "scraper-0123456789";
  private static final String[] OF_ALICE = {"Authorization", "Bearer " + ALICE};
  private static final String V1 = "{\"inputs\": {\"a\": [[1, 2]], \"b\": [3]}}";
  private static final int INPUTS = 5;
  private static final int RAW = 7;

  @TempDir private Path directory;
  private Path tokens;

  @SuppressWarnings("NullAway.Init") // set before each test
  TokensIT() {}

  @BeforeEach
  void write() throws IOException {
    tokens =
        Security.secret(
            directory.resolve("tokens"),
            "alice " + ALICE + " services=m",
            "scraper " + SCRAPER + " groups=metrics",
            "edge cert:CN:edge groups=inference");
  }

  private RunningServer server() throws IOException {
    return new RunningServer(directory, Security.tokens(tokens));
  }

  @Test
  void withoutATokenOnlyProbesAreAnswered() throws Exception {
    try (RunningServer server = server()) {
      for (String path :
          new String[] {"/", "/livez", "/readyz", "/v2/health/live", "/v2/models/n/ready"}) {
        assertThat(server.get(path).statusCode()).as(path).isEqualTo(200);
      }
      for (String path :
          new String[] {
            "/v2", "/metrics", "/v2/models", "/v2/models/m", "/nowhere", "/serving/default/none"
          }) {
        HttpResponse<String> answer = server.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
            .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));
        assertThat(answer.body()).contains("\"error\":", "Authorization: Bearer");
      }
      assertThat(server.infer("m").statusCode()).isEqualTo(401);
      assertThat(server.post("/v1/models/m:predict", V1).statusCode()).isEqualTo(401);
      assertThat(server.metrics().scrape())
          .contains("slipway_refusals_total{reason=\"unauthenticated\"} 8.0");
    }
  }

  /** Where a new route is added, its sample in {@link RouteTest} comes here as well. */
  @Test
  void noEndpointIsForgotten() throws Exception {
    Security.secret(tokens, "anonymous - groups=none");
    try (RunningServer server = server();
        GrpcClient client = server.grpc()) {
      for (Arguments route : RouteTest.routes().toList()) {
        String method = (String) route.get()[0];
        String path = (String) route.get()[1];
        assertThat(server.ask(method, path).statusCode()).as(method + " " + path).isEqualTo(401);
      }
      for (InferenceMethod method : InferenceMethod.values()) {
        assertCode(
            ErrorCode.UNAUTHENTICATED,
            () -> client.call(method.path(), Map.of(), new byte[0], TIMEOUT));
      }
      for (String path :
          new String[] {
            "/inference.GRPCInferenceService/ModelConfig",
            "/inference.GRPCInferenceService/RepositoryIndex",
            "/inference.model_repository.ModelRepositoryService/RepositoryModelLoad",
            GrpcHealth.CHECK,
            GrpcHealth.WATCH,
            ServerReflection.V1,
            ServerReflection.V1_ALPHA,
            "/x/Y"
          }) {
        assertCode(
            ErrorCode.UNAUTHENTICATED, () -> client.call(path, Map.of(), new byte[0], TIMEOUT));
      }
    }
  }

  @Test
  void aTokenOpensItsServicesAndNoOther() throws Exception {
    try (RunningServer server = server()) {
      assertThat(server.infer("m", OF_ALICE).statusCode()).isEqualTo(200);
      assertThat(server.infer("m", "X-API-Key", ALICE).statusCode()).isEqualTo(200);
      assertThat(server.post("/v1/models/m:predict", V1, OF_ALICE).statusCode()).isEqualTo(200);
      assertThat(
              server
                  .post("/serving/default/m/v2/models/m/infer", RunningServer.V2, OF_ALICE)
                  .statusCode())
          .isEqualTo(200);
      HttpResponse<String> refused = server.infer("n", OF_ALICE);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("client 'alice'", "default/n");
      assertThat(server.post("/v1/models/n:predict", V1, OF_ALICE).statusCode()).isEqualTo(403);
      assertThat(server.get("/v2/models/n", OF_ALICE).statusCode()).isEqualTo(403);
      assertThat(server.infer("none", OF_ALICE).statusCode()).isEqualTo(403);
      assertThat(server.get("/v2/models", OF_ALICE).body())
          .contains("\"m\"")
          .doesNotContain("n\"]");
      assertThat(server.get("/v1/models", OF_ALICE).body()).isEqualTo("{\"models\":[\"m\"]}");
      assertThat(server.model(1).runs()).isZero();
    }
  }

  @Test
  void aTokenOpensItsGroupsAndNoOther() throws Exception {
    try (RunningServer server = server()) {
      assertThat(server.get("/metrics", "X-API-Key", SCRAPER).statusCode()).isEqualTo(200);
      assertThat(server.infer("m", "X-API-Key", SCRAPER).statusCode()).isEqualTo(403);
      assertThat(server.get("/v2/health/live", "X-API-Key", SCRAPER).statusCode()).isEqualTo(200);
      assertThat(server.get("/metrics", OF_ALICE).statusCode()).isEqualTo(403);
      assertThat(server.get("/v2", "Authorization", "Basic eDp5").statusCode()).isEqualTo(401);
    }
  }

  private static byte[] request(String model) {
    return inferRequest(model)
        .message(INPUTS, tensor("a", "FP32", 1, 2))
        .message(INPUTS, tensor("b", "INT64", 1))
        .bytes(RAW, new byte[8])
        .bytes(RAW, new byte[8])
        .toByteArray();
  }

  private static void assertCode(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServingException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void holdsOverGrpc() throws Exception {
    String infer = InferenceMethod.MODEL_INFER.path();
    Map<String, String> alice = Map.of("authorization", "Bearer " + ALICE);
    try (RunningServer server = server();
        GrpcClient client = server.grpc()) {
      assertThat(client.call(infer, alice, request("m"), TIMEOUT)).isNotEmpty();
      assertThat(client.call(infer, Map.of("x-api-key", ALICE), request("m"), TIMEOUT))
          .isNotEmpty();
      assertCode(
          ErrorCode.UNAUTHENTICATED, () -> client.call(infer, Map.of(), request("m"), TIMEOUT));
      assertCode(
          ErrorCode.UNAUTHENTICATED,
          () -> client.call(infer, Map.of("authorization", "Bearer x"), request("m"), TIMEOUT));
      assertCode(
          ErrorCode.PERMISSION_DENIED, () -> client.call(infer, alice, request("n"), TIMEOUT));
      assertCode(
          ErrorCode.PERMISSION_DENIED, () -> client.call(infer, alice, request("none"), TIMEOUT));
      // the last name counts, for the model and for us
      assertCode(
          ErrorCode.PERMISSION_DENIED,
          () ->
              client.call(
                  infer, alice, concat(request("m"), new ProtoBytes().text(1, "n")), TIMEOUT));
      String metadata = InferenceMethod.MODEL_METADATA.path();
      byte[] ofN = new ProtoBytes().text(1, "n").toByteArray();
      assertCode(ErrorCode.PERMISSION_DENIED, () -> client.call(metadata, alice, ofN, TIMEOUT));
      assertThat(client.call(InferenceMethod.SERVER_LIVE.path(), Map.of(), new byte[0], TIMEOUT))
          .isNotEmpty();
      assertThat(server.model(1).runs()).isZero();
    }
  }

  private static byte[] concat(byte[] message, ProtoBytes more) {
    byte[] tail = more.toByteArray();
    byte[] all = Arrays.copyOf(message, message.length + tail.length);
    System.arraycopy(tail, 0, all, message.length, tail.length);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
  void aStrangersLargeRequestIsRefusedBeforeItArrives(String framing) throws Exception {
    try (RunningServer server = server();
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      String head = "POST /v2/models/m/infer HTTP/1.1\r\nHost: localhost\r\n" + framing;
      socket
          .getOutputStream()
          .write((head + "\r\nExpect: 100-continue\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 401 ").containsIgnoringCase("www-authenticate:");
    }
  }

  @Test
  void aStrangersPackedRequestIsNotUnpacked() throws Exception {
    try (RunningServer server = server()) {
      String notGzip = "x".repeat(100);
      assertThat(
              server.post("/v2/models/m/infer", notGzip, "Content-Encoding", "gzip").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void aChangedFileCountsFromThenOn() throws Exception {
    try (RunningServer server = server()) {
      assertThat(server.infer("n", "X-API-Key", "bob-0123456789-new").statusCode()).isEqualTo(401);
      Security.secret(tokens, "bob");
      Security.secret(tokens, "bob bob-0123456789-new");
      await()
          .untilAsserted(() ->
              assertThat(server.infer("n", "X-API-Key", "bob-0123456789-new").statusCode())
                  .isEqualTo(200));
      assertThat(server.infer("m", OF_ALICE).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void doesNotStartWithAFileThatCannotBeUsed() throws Exception {
    Security.secret(tokens, "alice short");
    assertThatThrownBy(this::server)
        .isInstanceOf(ProtectionException.class)
        .hasMessageContaining("too short");
  }

  @Test
  void knowsClientsByTheirCertificates() throws Exception {
    TestAuthority authority = new TestAuthority(directory, "ca");
    Issued own = authority.issue("server");
    Issued edge = authority.issue("edge");
    TlsConfig tls =
        new TlsConfig(
            own.certificate(),
            own.key(),
            null,
            authority.certificate(),
            ClientCertificates.OPTIONAL,
            TlsConfig.DEFAULT_HANDSHAKE_TIMEOUT,
            TlsConfig.DEFAULT_MAX_HANDSHAKES);
    try (RunningServer server = new RunningServer(directory, Security.tokens(tokens, tls))) {
      server.over(ClientTls.of(authority.certificate(), edge.certificate(), edge.key()));
      assertThat(server.infer("n").statusCode()).isEqualTo(200);
      assertThat(server.get("/v2").statusCode()).isEqualTo(403);
      assertThat(server.get("/v2", OF_ALICE).statusCode()).isEqualTo(200);
      try (GrpcClient client = server.grpc()) {
        assertThat(client.call(InferenceMethod.MODEL_INFER.path(), Map.of(), request("n"), TIMEOUT))
            .isNotEmpty();
      }
      server.over(ClientTls.of(authority.certificate(), null, null));
      assertThat(server.infer("n").statusCode()).isEqualTo(401);
    }
  }
}
