// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.testing.contract.ApiSocket.Heard;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Watches over WebSockets, as pages in browsers make them, and fabric8. */
abstract class SocketsContract extends ContractPart {
  private static final byte[] NOTHING = {};
  private static final String TOKEN = "base64url.bearer.authorization.k8s.io.";
  private static final int OPEN = 101;
  private static final int NORMAL = 1000;

  SocketsContract(ApiTarget target) {
    super(target);
  }

  /** Each event is one message, and a text. */
  @Test
  void aWatchMayBeAWebSocket() {
    try (ApiSocket socket = open(watchFromNow(""), bearer(watcher()), List.of())) {
      assertThat(socket.status()).isEqualTo(OPEN);
      assertThat(socket.protocol()).isEmpty();
      Answer created = configMap("a", "k", "grüß");
      api.delete(core("configmaps/a")).is(200);

      JsonNode added = event(socket.next());
      assertThat(added.path("type").asText()).isEqualTo("ADDED");
      assertThat(added.path("object")).isEqualTo(created.json());
      assertThat(event(socket.next()).path("type").asText()).isEqualTo("DELETED");
    }
  }

  /** What a client says meanwhile is not for anybody. */
  @Test
  void whatAWatcherSaysIsIgnored() {
    try (ApiSocket socket = open(watchFromNow(""), bearer(watcher()), List.of())) {
      socket.say("hello");
      configMap("a", "k", "v");

      assertThat(event(socket.next()).path("type").asText()).isEqualTo("ADDED");
    }
  }

  /** The end of a watch closes the socket. */
  @Test
  void aWatchOverAWebSocketEndsAfterItsTime() {
    String target = watchFromNow("&timeoutSeconds=1");
    try (ApiSocket socket = open(target, bearer(watcher()), List.of())) {
      assertThat(socket.next()).isEqualTo(new Heard.End(NORMAL));
    }
  }

  /** A watch speaks no protocol, so that whichever one is offered will do. */
  @Test
  void oneProtocolMayBeOffered() {
    String token = watcher();
    try (ApiSocket one = open(watchFromNow(""), bearer(token), List.of("anything"));
        ApiSocket two = open(watchFromNow(""), bearer(token), List.of("one", "two"))) {
      assertThat(one.protocol()).isEqualTo("anything");
      assertThat(two.status()).isEqualTo(400);
    }
  }

  /** Pages in browsers cannot set headers. */
  @Test
  void aTokenMayBeOneOfTheProtocols() {
    String encoded =
        Base64.getUrlEncoder().withoutPadding().encodeToString(watcher().getBytes(UTF_8));
    String target = watchFromNow("");
    List<String> both = List.of(TOKEN + encoded, "anything");
    try (ApiSocket socket = open(target, Map.of(), both);
        ApiSocket alone = open(target, Map.of(), List.of(TOKEN + encoded));
        ApiSocket unknown = open(target, Map.of(), List.of(TOKEN + "Z3Vlc3NlZA", "anything"))) {
      assertThat(socket.status()).isEqualTo(OPEN);
      assertThat(socket.protocol()).isEqualTo("anything");
      assertThat(alone.status()).isEqualTo(401);
      assertThat(unknown.status()).isEqualTo(401);
    }
  }

  /** A WebSocket is no way around what is asked of other calls. */
  @Test
  void aWebSocketNeedsACredentialAndTheRight() {
    String target = watchFromNow("");
    try (ApiSocket nobody = open(target, Map.of(), List.of());
        ApiSocket robot = open(target, bearer(tokenOf("other")), List.of())) {
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(robot.status()).isEqualTo(403);
    }
  }

  /** Browsers always say whose page it is. */
  @Test
  void aWatchOverAWebSocketNeedsAnOrigin() {
    Map<String, String> headers = new HashMap<>(bearer(watcher()));
    headers.put("Origin", "");
    try (ApiSocket socket = open(watchFromNow(""), headers, List.of())) {
      assertThat(socket.status()).isEqualTo(403);
    }
  }

  /** What does not come bit by bit is answered as it always is. */
  @Test
  void aListIsNoWebSocket() {
    try (ApiSocket socket = open(core("configmaps"), bearer(watcher()), List.of())) {
      assertThat(socket.status()).isEqualTo(200);
    }
  }

  private ApiSocket open(String path, Map<String, String> headers, List<String> protocols) {
    return target.openSocket(new ApiRequest("GET", path, headers, NOTHING), protocols);
  }

  private String watcher() {
    String token = tokenOf("robot");
    grant("robot", "{apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch']}");
    eventually(
        "the binding holds",
        () -> withToken(token).get(core("configmaps")).response().status() == 200);
    return token;
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private String watchFromNow(String more) {
    String version = api.get(core("configmaps")).is(200).resourceVersion();
    return core("configmaps") + "?watch=true&resourceVersion=" + version + more;
  }

  private static JsonNode event(Heard heard) {
    assertThat(heard).isInstanceOf(Heard.Message.class);
    Heard.Message message = (Heard.Message) heard;
    assertThat(message.isText()).isTrue();
    assertThat(message.content()).endsWith("}\n");
    return Json.parse(message.content());
  }
}
