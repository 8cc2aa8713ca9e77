// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.transport.grpc.GrpcClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FloorServerIT {
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final Replies REPLIES =
      new Replies(
          new Replies.Http(Map.of("content-type", "application/json"), new byte[] {'{', '}'}),
          new Replies.Http(Map.of("inference-header-content-length", "7"), new byte[] {9, 8, 7}),
          MESSAGE);

  @ParameterizedTest
  @EnumSource(
      value = Sockets.class,
      names = {"EPOLL", "NIO"}) // io_uring is not allowed everywhere
  void answersTheReplyOfThePath(Sockets sockets) throws Exception {
    try (FloorServer server = FloorServer.start(sockets, 0, 0, REPLIES);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> json = post(client, server, "/json");
      HttpResponse<byte[]> bin = post(client, server, "/bin");
      HttpResponse<byte[]> again = post(client, server, "/json");
      assertThat(json.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(json.body()).isEqualTo(REPLIES.json().body());
      assertThat(bin.headers().firstValue("inference-header-content-length")).hasValue("7");
      assertThat(bin.body()).isEqualTo(REPLIES.bin().body());
      assertThat(again.body()).isEqualTo(REPLIES.json().body());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sockets.class,
      names = {"EPOLL", "NIO"})
  void answersCalls(Sockets sockets) throws Exception {
    try (FloorServer server = FloorServer.start(sockets, 0, 0, REPLIES);
        GrpcClient client =
            GrpcClient.connect(server.grpcAddress(), null, 1 << 20, Duration.ofSeconds(10))) {
      // larger than the window of a connection, so that it only goes on if what is read is given
      // back
      byte[] request = new byte[200_000];
      Arrays.fill(request, (byte) 5);
      for (int i = 0; i < 3; i++) {
        byte[] answer =
            client.call(
                "/inference.GRPCInferenceService/ModelInfer",
                Map.of(),
                request,
                Duration.ofSeconds(10));
        assertThat(answer).isEqualTo(MESSAGE);
      }
    }
  }

  @Test
  void repliesAreReadFromJson(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("replies.json");
    Files.writeString(
        file,
        """
        {"json": {"headers": {"content-type": "application/json"}, "body": "e30="},
         "bin": {"headers": {}, "body": "CQ=="}, "grpc": "AQID"}
        """);
    Replies replies = Replies.read(file);
    assertThat(replies.json().headers()).containsEntry("content-type", "application/json");
    assertThat(replies.json().body()).isEqualTo(REPLIES.json().body());
    assertThat(replies.bin().body()).containsExactly(9);
    assertThat(replies.grpc()).isEqualTo(MESSAGE);
  }

  private static HttpResponse<byte[]> post(HttpClient client, FloorServer server, String path)
      throws Exception {
    InetSocketAddress address = server.httpAddress();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[100_000]))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
