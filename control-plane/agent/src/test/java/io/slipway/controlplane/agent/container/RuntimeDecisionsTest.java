// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.testing.Pods;
import io.slipway.controlplane.client.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeDecisionsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @ParameterizedTest
  @CsvSource({
    "crun, cgroupfs, false, true, true, --runtime=runc",
    "crun, cgroupfs, false, true, false, ''",
    "crun, cgroupfs, false, false, true, ''",
    "runc, cgroupfs, false, true, true, ''",
    "crun, systemd, false, false, true, --cgroup-manager=cgroupfs",
    "crun, systemd, true, false, true, ''"
  })
  void podmanIsToldWhatTheMachineTakes(
      String oci, String manager, boolean rootless, boolean hybrid, boolean runc, String option) {
    assertThat(new PodmanHost(oci, manager, rootless, hybrid, runc).options())
        .isEqualTo(option.isEmpty() ? List.of() : List.of(option));
  }

  @Test
  void containersGetTheLimitsOfThisProcess() {
    String limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             1024                 96365                processes
        Max open files            20000                unlimited            files
        Max locked memory         65536                65536                bytes
        """;

    assertThat(ProcessLimits.options(limits, 32768))
        .containsExactly("--ulimit=nproc=1024:32768", "--ulimit=nofile=20000:-1");
  }

  @Test
  void aPauseIsTwiceAsLongEachTime() {
    PullPause pause = PullPause.first(NOW, "x");
    assertThat(pause.lasts(NOW.plusSeconds(9))).isTrue();
    assertThat(pause.lasts(NOW.plusSeconds(10))).isFalse();

    PullPause next = pause.next(NOW, "y");
    assertThat(next.length()).isEqualTo(Duration.ofSeconds(20));
    for (int i = 0; i < 10; i++) {
      next = next.next(NOW, "y");
    }
    assertThat(next.length()).isEqualTo(Duration.ofMinutes(5));
  }

  private static Optional<Fields> state(String json) {
    return Optional.of(Pods.fields(json));
  }

  @Test
  void anEndIsToldInKubernetesWords() {
    String ran = "'StartedAt':'2026-01-01T00:00:00Z','Running':false";

    assertThat(ContainerEnd.of(state("{" + ran + ",'ExitCode':0}"), 0, "", false))
        .isEqualTo(new ContainerEnd(0, "Completed", ""));
    assertThat(ContainerEnd.of(state("{" + ran + ",'ExitCode':3}"), 3, "x", false))
        .isEqualTo(new ContainerEnd(3, "Error", ""));
    assertThat(
            ContainerEnd.of(state("{" + ran + ",'ExitCode':137,'OOMKilled':true}"), 137, "", false))
        .isEqualTo(new ContainerEnd(137, "OOMKilled", ""));
    assertThat(ContainerEnd.of(Optional.empty(), 5, "x", false))
        .isEqualTo(new ContainerEnd(5, "Error", ""));
  }

  @Test
  void whoIsKilledWhenMemoryRanOutIsKilledForThat() {
    String ran = "{'StartedAt':'2026-01-01T00:00:00Z','Running':false,'ExitCode':%d}";

    assertThat(ContainerEnd.of(state(ran.formatted(137)), 137, "", true).reason())
        .isEqualTo("OOMKilled");
    assertThat(ContainerEnd.of(state(ran.formatted(1)), 1, "", true).reason()).isEqualTo("Error");
  }

  @Test
  void whatCouldNotBeStartedSaysWhy() {
    String never = "'StartedAt':'0001-01-01T00:00:00Z','Running':false,'ExitCode':127";

    assertThat(ContainerEnd.of(state("{" + never + ",'Error':'no such file'}"), 127, "x", false))
        .isEqualTo(new ContainerEnd(128, "StartError", "no such file"));
    assertThat(ContainerEnd.of(state("{" + never + "}"), 127, "Error: not found", false))
        .isEqualTo(new ContainerEnd(128, "StartError", "Error: not found"));
  }

  @Test
  void aContainerThatRunsWithoutItsClientIsNotKnown() {
    assertThat(ContainerEnd.of(state("{'Running':true}"), 137, "", false).reason())
        .isEqualTo("ContainerStatusUnknown");
  }

  @Test
  void credentialsOfSecretsAreOneFile() {
    PullSecrets secrets = new PullSecrets();

    assertThat(
            secrets.add(
                Map.of(
                    ".dockerconfigjson",
                    "{\"auths\":{\"a.example\":{\"auth\":\"eA==\"}}}".getBytes(UTF_8))))
        .isTrue();
    assertThat(
            secrets.add(
                Map.of(
                    ".dockercfg",
                    "{\"a.example\":{\"auth\":\"bm8=\"},\"b.example\":{\"auth\":\"eQ==\"}}"
                        .getBytes(UTF_8))))
        .isTrue();
    assertThat(secrets.add(Map.of("other", new byte[0]))).isFalse();
    assertThat(secrets.add(Map.of(".dockercfg", "{".getBytes(UTF_8)))).isFalse();

    assertThat(Pods.json(secrets.text()))
        .isEqualTo(
            Pods.json("{'auths':{'a.example':{'auth':'eA=='},'b.example':{'auth':'eQ=='}}}"));
  }

  private static Optional<String> user(String imageUser, String podSecurity, String security)
      throws ConfigurationException {
    PodSpec pod =
        Pods.pod(
            "{'securityContext':%s,'containers':[{'name':'c','securityContext':%s}]}"
                .formatted(podSecurity, security));
    ContainerSpec container = pod.containers().getFirst();
    return new ImageInfo("1", "1", imageUser, "SIGTERM", 0).userOf(pod.pod(), container);
  }

  @Test
  void theUserIsTheContainersElseThePodsElseTheImages() throws ConfigurationException {
    assertThat(user("app", "{}", "{}")).isEmpty();
    assertThat(user("app", "{'runAsUser':5}", "{}")).contains("5");
    assertThat(user("app", "{'runAsUser':5,'runAsGroup':6}", "{'runAsUser':7}")).contains("7:6");
    assertThat(user("app:grp", "{}", "{'runAsGroup':6}")).contains("app:6");
    assertThat(user("", "{}", "{'runAsGroup':6}")).contains("0:6");
    assertThat(user("1000", "{'runAsNonRoot':true}", "{}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', {'runAsNonRoot':true}, container has runAsNonRoot and image will run as root",
    "0:0, {'runAsNonRoot':true}, container has runAsNonRoot and image will run as root",
    "app, {'runAsNonRoot':true}, container has runAsNonRoot and image has non-numeric user (app)"
  })
  void rootIsRefusedInAKubeletsWords(String imageUser, String security, String message) {
    assertThatThrownBy(() -> user(imageUser, "{}", security))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatPodsMayNotHaveHereIsNamed() {
    PodSpec pod =
        Pods.pod(
            "{'containers':[{'name':'c','securityContext':{'privileged':true,'seccompProfile':{'type':'Localhost'}}}]}");

    assertThat(pod.containers().getFirst().security().unsupported())
        .containsExactly(
            "spec.containers[0].securityContext.privileged: true (expected: false; see"
                + " capabilities)",
            "spec.containers[0].securityContext.seccompProfile.type: Localhost (expected:"
                + " RuntimeDefault or Unconfined)");
  }
}
