// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slipway.controlplane.client.testing.ConnectedApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Following what an API says that does not always say what it should. */
class FollowingIT {
  private static final String LIST =
      """
      {"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"1"},"items":[
       {"metadata":{"namespace":"n","name":"one","uid":"u","resourceVersion":"1"}}]}
      """;
  private static final String CHANGE =
      """
      {"type":"MODIFIED","object":{"apiVersion":"v1","kind":"ConfigMap",\
      "metadata":{"namespace":"n","name":"two","uid":"v","resourceVersion":"2"}}}
      """;

  @TempDir private Path directory;
  private HttpServer server;
  private ConnectedApi connected;

  /** Each is told once, before what is told always. */
  private final Queue<String> lists = new ConcurrentLinkedQueue<>();

  private final Queue<String> watches = new ConcurrentLinkedQueue<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // set before each test
  FollowingIT() {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    connected =
        ConnectedApi.of(
            Files.writeString(
                directory.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: t, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: t, user: {token: none}}]
                contexts: [{name: t, context: {cluster: t, user: t}}]
                current-context: t
                """
                    .formatted(server.getAddress().getPort())));
  }

  @AfterEach
  void stop() {
    connected.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      boolean watch = query.contains("watch=true");
      String once = (watch ? watches : lists).poll();
      byte[] answer = (once == null ? (watch ? "" : LIST) : once).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private Following following() {
    return new Following(
        connected.api(),
        Resource.CONFIG_MAPS,
        "n",
        "",
        new Following.Listener() {
          @Override
          public void changed(KubeObject object) {
            heard.add(object.name());
          }

          @Override
          public void deleted(KubeObject last) {
            heard.add("no " + last.name());
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"ConfigMapList\",\"items\":\"none\"}",
        "[]",
        "no JSON",
        "{\"metadata\":7}"
      })
  void aListThatIsNoneIsAskedForAgain(String nonsense) {
    lists.add(nonsense);
    try (Following following = following()) {
      following.start();

      await().until(() -> heard.contains("one"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"TOLD\",\"object\":{}}\n",
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":7}}}\n",
        "no JSON\n"
      })
  void aWatchThatTellsNonsenseIsBegunAnew(String nonsense) {
    watches.add(nonsense);
    watches.add(CHANGE);
    try (Following following = following()) {
      following.start();

      await().until(() -> heard.contains("two"));
      assertThat(heard).startsWith("one", "one");
    }
  }

  @Test
  void whatIsListedAndToldIsKnown() {
    watches.add(CHANGE);
    try (Following following = following()) {
      following.start();
      await().until(() -> heard.contains("two"));

      assertThat(following.objects()).extracting(KubeObject::name).contains("one", "two");
    }
  }
}
