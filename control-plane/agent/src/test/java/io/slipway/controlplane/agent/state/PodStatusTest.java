// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.state.ContainerState.Running;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import io.slipway.controlplane.agent.state.PodStatus.Failure;
import io.slipway.controlplane.agent.testing.Pods;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStatusTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant T1 = T0.plusSeconds(60);

  /**
   * Init container {@code i}, sidecar {@code s}, main {@code a} and {@code b}; {@code -} waiting,
   * {@code R} running and ready, {@code r} running only, {@code 0}/{@code 1} ended, {@code B}
   * waiting after an end.
   */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Always, a-, Pending, initialized",
    "Always, i- a-, Pending, nothing",
    "Always, iR a-, Pending, nothing",
    "Always, i1 a-, Pending, nothing",
    "Never, i1 a-, Failed, nothing",
    "Always, i0 a-, Pending, initialized",
    "Always, s- a-, Pending, nothing",
    "Always, sR a-, Pending, initialized",
    "Always, aR, Running, initialized ready",
    "Always, ar, Running, initialized",
    "Always, aR br, Running, initialized",
    "Always, sr aR, Running, initialized",
    "Always, aR b-, Pending, initialized",
    "Always, aB, Running, initialized",
    "Always, a0, Running, initialized",
    "Always, a1, Running, initialized",
    "OnFailure, a1, Running, initialized",
    "OnFailure, a0, Succeeded, initialized",
    "Never, a0 b1, Failed, initialized",
    "Never, a0 bR, Running, initialized",
    "Never, a0 b0, Succeeded, initialized"
  })
  void phaseAndConditionsFollowTheContainers(
      String policy, String states, String phase, String conditions) {
    Fields json = Fields.of(status(policy, states).json(Fields.NONE, T1));

    assertThat(json.text("phase")).isEqualTo(phase);
    assertThat(holds(json, "PodScheduled")).isTrue();
    assertThat(holds(json, "Initialized")).isEqualTo(conditions.contains("initialized"));
    assertThat(holds(json, "ContainersReady")).isEqualTo(conditions.contains("ready"));
    assertThat(holds(json, "Ready")).isEqualTo(conditions.contains("ready"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Always, a0, Succeeded",
    "Always, a0 b1, Failed",
    "Always, i0 sR a0, Succeeded",
    "Always, aB, Failed",
    "Always, i1 a-, Failed",
    "Always, a-, Failed",
    "OnFailure, a1, Failed",
    "Never, a0, Succeeded"
  })
  void aDeletedPodOfWhichNothingRunsIsFinal(String policy, String states, String phase) {
    PodStatus over = ended(status(policy, states), true, Optional.empty());

    assertThat(over.phase().text()).isEqualTo(phase);
  }

  /** Who finds a Pod final may use its volumes and its place. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"Always, sR a0", "Never, sR a1", "Never, i1 a-", "Always, aR"})
  void aPodIsNotFinalWhileAnythingRuns(String policy, String states) {
    Optional<Failure> late = Optional.of(new Failure("DeadlineExceeded", "it took too long"));
    PodStatus status = ended(status(policy, states), false, late);

    Fields before = Fields.of(status.json(Fields.NONE, T1));
    Fields after = Fields.of(ended(status, true, late).json(Fields.NONE, T1));

    assertThat(before.text("phase")).isEqualTo("Running");
    assertThat(before.has("reason")).isFalse();
    assertThat(after.text("phase")).isEqualTo("Failed");
    assertThat(after.text("reason")).isEqualTo("DeadlineExceeded");
  }

  private static PodStatus ended(PodStatus status, boolean ended, Optional<Failure> failure) {
    return new PodStatus(
        status.spec(),
        status.containers(),
        status.startTime(),
        status.podIp(),
        status.hostIp(),
        ended,
        failure);
  }

  @Test
  void unreadyContainersAreNamed() {
    Fields json = Fields.of(status("Always", "aR br").json(Fields.NONE, T1));

    Fields ready = condition(json, "Ready");
    assertThat(ready.text("reason")).isEqualTo("ContainersNotReady");
    assertThat(ready.text("message")).isEqualTo("containers with unready status: [b]");
  }

  @Test
  void theTimeOfATransitionStaysUntilTheNext() {
    Fields first = Fields.of(status("Always", "ar").json(Fields.NONE, T0));
    Fields second = Fields.of(status("Always", "aR").json(first, T1));

    assertThat(condition(second, "Initialized").text("lastTransitionTime"))
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(condition(second, "Ready").text("lastTransitionTime"))
        .isEqualTo("2026-01-01T00:01:00Z");
  }

  @Test
  void conditionsOfOthersStayAndGatesHoldReadinessBack() {
    PodSpec spec =
        Pods.pod("{'containers':[{'name':'a'}],'readinessGates':[{'conditionType':'x/y'}]}");
    Fields before = Pods.fields("{'conditions':[{'type':'x/y','status':'False'}]}");

    Fields json = Fields.of(status(spec, List.of("aR")).json(before, T1));

    assertThat(holds(json, "ContainersReady")).isTrue();
    assertThat(condition(json, "Ready").text("reason")).isEqualTo("ReadinessGatesNotReady");
    assertThat(condition(json, "x/y").text("status")).isEqualTo("False");
  }

  @Test
  void saysWhichFieldsDoNothingHere() {
    PodSpec spec =
        Pods.pod(
            "{'nodeSelector':{'disk':'fast'},'affinity':{},'containers':[{'name':'a','securityContext':{'runAsUser':1000}}]}");

    PodStatus status = status(spec, List.of("aR"));

    Fields ignored = condition(Fields.of(status.json(Fields.NONE, T1)), "FieldsIgnored");

    assertThat(ignored.text("status")).isEqualTo("True");
    assertThat(ignored.text("message"))
        .isEqualTo(
            "spec.nodeSelector: there is one machine: nothing is scheduled;"
                + " spec.containers[0].securityContext: containers run with the rights of this"
                + " process");
  }

  @Test
  void saysWhichNamesProcessesDoNotHave() {
    KubeObject object =
        Pods.object(
            "{'name':'web','namespace':'default','uid':'u1'}",
            """
            {'hostname':'one','subdomain':'many','setHostnameAsFQDN':true,'dnsPolicy':'None',
             'hostAliases':[{'ip':'10.0.0.1','hostnames':['db']}],
             'dnsConfig':{'nameservers':['10.0.0.2']},
             'initContainers':[{'name':'a'}],'containers':[{'name':'b'},{'name':'c'}]}
            """);
    PodSpec spec = PodSpec.read(object);
    String reason = ": processes have the names and the resolver of the machine";

    assertThat(spec.ignored())
        .containsExactly(
            "spec.hostname" + reason,
            "spec.subdomain" + reason,
            "spec.setHostnameAsFQDN" + reason,
            "spec.hostAliases" + reason,
            "spec.dnsPolicy" + reason,
            "spec.dnsConfig" + reason);
    assertThat(spec.withIgnored(object, each -> each.name().equals("b"), _ -> false).ignored())
        .contains("spec.hostname" + reason + ": a, c");
    assertThat(spec.withIgnored(object, _ -> true, _ -> false).ignored()).isEmpty();
  }

  @Test
  void saysWhichFieldsOfRightsAContainerRuntimeIsNotTold() {
    KubeObject object =
        Pods.object(
            "{'name':'web','namespace':'default','uid':'u1'}",
            """
            {'hostPID':true,'securityContext':{'runAsUser':1,'fsGroup':2,'sysctls':[]},
             'containers':[{'name':'a','securityContext':{'runAsGroup':1000,'seLinuxOptions':{'level':'s0'}}},
                           {'name':'b','securityContext':{'runAsUser':1000}}]}
            """);

    PodSpec spec =
        PodSpec.read(object)
            .withIgnored(object, container -> container.name().equals("a"), _ -> false);

    String untold = ": the container runtime of this machine is not told of it";
    assertThat(spec.ignored())
        .containsExactly(
            "spec.securityContext.fsGroup" + untold,
            "spec.securityContext.sysctls" + untold,
            "spec.hostPID" + untold,
            "spec.containers[0].securityContext.seLinuxOptions" + untold,
            "spec.containers[1].securityContext: containers run with the rights of this process");
  }

  @Test
  void containersHaveTheirStatesInKubernetesWords() {
    ContainerStatus crashing =
        new ContainerStatus(
            "a",
            "image",
            "sha256:1",
            new Waiting("CrashLoopBackOff", "back-off 10s"),
            Optional.of(new Terminated(137, "OOMKilled", "", T0, T1)),
            2,
            false,
            false,
            "run-3",
            "run-3",
            "SIGINT");

    assertThat(crashing.json())
        .isEqualTo(
            Pods.json(
                """
                {'name':'a','image':'image','imageID':'sha256:1','containerID':'slipway://run-3',
                 'state':{'waiting':{'reason':'CrashLoopBackOff','message':'back-off 10s'}},
                 'lastState':{'terminated':{'containerID':'slipway://run-3','exitCode':137,'reason':'OOMKilled',
                   'startedAt':'2026-01-01T00:00:00Z','finishedAt':'2026-01-01T00:01:00Z'}},
                 'restartCount':2,'started':false,'ready':false,'stopSignal':'SIGINT'}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | BestEffort",
        "{'requests':{'cpu':'1'}} | Burstable",
        "{'limits':{'cpu':'1','memory':'1Gi'}} | Guaranteed",
        "{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'500m'}} | Burstable"
      })
  void qosClassFollowsTheResources(String resources, String expected) {
    PodSpec spec = Pods.pod("{'containers':[{'name':'a','resources':" + resources + "}]}");

    assertThat(QosClass.of(spec)).isEqualTo(expected);
  }

  private static PodStatus status(String policy, String states) {
    List<String> init = new ArrayList<>();
    List<String> main = new ArrayList<>();
    List<String> each = List.of(states.split(" ", -1));
    for (String state : each) {
      char name = state.charAt(0);
      switch (name) {
        case 'i' -> init.add("{'name':'i'}");
        case 's' -> init.add("{'name':'s','restartPolicy':'Always'}");
        default -> main.add("{'name':'" + name + "'}");
      }
    }
    return status(
        Pods.pod(
            "{'restartPolicy':'%s','initContainers':%s,'containers':%s}"
                .formatted(policy, init, main)),
        each);
  }

  private static PodStatus status(PodSpec spec, List<String> states) {
    Map<String, ContainerStatus> statuses = new LinkedHashMap<>();
    for (String state : states) {
      statuses.put(state.substring(0, 1), container(state.substring(0, 1), state.charAt(1)));
    }
    boolean ended =
        PodPhase.of(spec, statuses).isFinal()
            && statuses.values().stream().noneMatch(each -> each.state() instanceof Running);
    return new PodStatus(spec, statuses, T0, "127.0.0.1", "127.0.0.1", ended, Optional.empty());
  }

  private static ContainerStatus container(String name, char state) {
    Terminated ended = new Terminated(state == '0' ? 0 : 1, "x", "", T0, T1);
    ContainerState is =
        switch (state) {
          case '-' -> ContainerState.notStarted();
          case 'R', 'r' -> new Running(T0);
          case 'B' -> new Waiting("CrashLoopBackOff", "");
          default -> ended;
        };
    Optional<Terminated> last = state == 'B' ? Optional.of(ended) : Optional.empty();
    boolean runs = is instanceof Running;
    return new ContainerStatus(name, "image", "image", is, last, 0, runs, state == 'R', "", "", "");
  }

  private static boolean holds(Fields status, String type) {
    return condition(status, type).text("status").equals("True");
  }

  private static Fields condition(Fields status, String type) {
    return status.list("conditions").stream()
        .filter(condition -> condition.text("type").equals(type))
        .findFirst()
        .orElseThrow();
  }
}
