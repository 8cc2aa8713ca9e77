// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.answer.Api.Answer;
import io.slipway.controlplane.apiserver.pods.PodHost;
import io.slipway.controlplane.apiserver.testing.LogHost;
import io.slipway.controlplane.apiserver.testing.StoredPod;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Pods have besides their objects. */
class PodHandlerTest {
  private static final String PODS = StoredPod.PODS;
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
  private static final String[] SOCKET = {
    "connection",
    "upgrade",
    "upgrade",
    "websocket",
    "sec-websocket-protocol",
    "v5.channel.k8s.io, v4.channel.k8s.io"
  };

  @TempDir private Path directory;
  private Api api;

  /** Prints which container and which lines are asked for. */
  private final PodHost host =
      new LogHost((container, query, out) -> {
        byte[] text =
            (container.container() + ' ' + container.id() + ' ' + query.tailLines())
                .getBytes(StandardCharsets.UTF_8);
        out.write(text, 0, text.length);
      });

  @BeforeEach
  void open() {
    api = new Api(directory);
    StoredPod.store(api::send);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String text(ApiReply reply) throws InterruptedException {
    assertThat(reply).isInstanceOf(ApiReply.Events.class);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ((ApiReply.Events) reply)
        .source()
        .tell(
            new ApiReply.EventSink() {
              @Override
              public boolean send(byte[] event) {
                all.writeBytes(event);
                return true;
              }

              @Override
              public void onGone(Runnable action) {
                // it reads to the end
              }
            });
    return all.toString(StandardCharsets.UTF_8);
  }

  private ApiReply get(String path, String... headers) {
    return api.reply("GET", path, headers);
  }

  @Test
  void aLogIsThatOfTheRunThatIsMeant() throws InterruptedException {
    api.kubernetes().runsPods(host);

    assertThat(text(get(PODS + "/p/log?tailLines=3"))).isEqualTo("c slipway://u/c/1 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/p/log?container=d | 400 | container d is not valid for pod p",
        "/p/log?previous=true | 400 | previous terminated container",
        "/p/log?tailLines=-1 | 422 | must be greater than or equal to 0",
        "/q/log | 404 | pods \"q\" not found",
        "/q/exec?command=ls | 404 | pods \"q\" not found",
        "/p/exec | 400 | command: none",
        "/p/exec?command=ls&stdout=false&stderr=false | 400 | at least 1 of stdin, stdout, stderr",
        "/p/exec?command=ls&container=d | 400 | container d is not valid for pod p",
        "/p/exec?command=ls | 400 | Upgrade request required",
        "/p/portforward?ports=0 | 400 | expected: 1 to 65535",
        "/p/log/more | 404 | could not find"
      })
  void whatCannotBeDoneIsSaid(String path, int status, String message) {
    api.kubernetes().runsPods(host);

    Answer answer = api.get(PODS + path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.at("/message")).contains(message);
  }

  @Test
  void withoutAnybodyWhoRunsPodsThereIsNothingToTell() {
    assertThat(api.get(PODS + "/p/log").status()).isEqualTo(503);
  }

  @Test
  void aConnectionIsUpgradedToWhatTheClientLikesBest() {
    api.kubernetes().runsPods(host);
    String tunnel = "SPDY/3.1+portforward.k8s.io";

    assertThat(get(PODS + "/p/exec?command=ls", SOCKET))
        .isInstanceOfSatisfying(
            ApiReply.Upgrade.class,
            upgrade -> assertThat(upgrade.protocol()).isEqualTo("v5.channel.k8s.io"));
    assertThat(
            get(
                PODS + "/p/portforward",
                "connection",
                "keep-alive, Upgrade",
                "upgrade",
                "websocket",
                "sec-websocket-protocol",
                tunnel))
        .isInstanceOfSatisfying(
            ApiReply.Upgrade.class, upgrade -> assertThat(upgrade.protocol()).isEqualTo(tunnel));
    assertThat(
            get(PODS + "/p/attach", "upgrade", "websocket", "sec-websocket-protocol", "v1.other"))
        .isInstanceOfSatisfying(
            ApiReply.Whole.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
  }

  @Test
  void aWebSocketNeedsTheRightToCreate() {
    api.kubernetes().runsPods(host);
    api.create(
        RBAC + "roles",
        """
        {"metadata":{"name":"reader"},"rules":[
         {"apiGroups":[""],"resources":["pods/log","pods/exec"],"verbs":["get"]}]}
        """);
    api.create(
        RBAC + "rolebindings",
        """
        {"metadata":{"name":"ann"},
         "subjects":[{"kind":"User","name":"ann","apiGroup":"rbac.authorization.k8s.io"}],
         "roleRef":{"kind":"Role","name":"reader","apiGroup":"rbac.authorization.k8s.io"}}
        """);
    api.as("ann");

    assertThat(get(PODS + "/p/log")).isInstanceOf(ApiReply.Events.class);
    assertThat(get(PODS + "/p/exec?command=ls", SOCKET))
        .isInstanceOfSatisfying(
            ApiReply.Whole.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(403);
              assertThat(new String(refusal.body(), StandardCharsets.UTF_8))
                  .contains("cannot create resource \\\"pods/exec\\\"");
            });
    assertThat(api.get(PODS + "/p/attach").status()).isEqualTo(403);
  }
}
