// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.admission.Admission.Decision;
import io.slipway.controlplane.agent.testing.Pods;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Map<String, BigDecimal> MACHINE =
      Map.of("cpu", new BigDecimal(2), "memory", new BigDecimal(1000), "pods", new BigDecimal(3));

  private static Candidate pod(String name, String requests) {
    return pod(name, requests, "{}", "{}");
  }

  private static Candidate pod(String name, String requests, String labels, String annotations) {
    return Candidate.of(
        Pods.pod(
            "{'name':'%s','namespace':'n','labels':%s,'annotations':%s}"
                .formatted(name, labels, annotations),
            "{'containers':[{'name':'c','resources':{'requests':" + requests + "}}]}"));
  }

  private static Candidate member(String name, String cpu, int size) {
    return pod(
        name,
        "{'cpu':'" + cpu + "'}",
        "{'slipway.io/gang':'g'}",
        "{'slipway.io/gang-size':'" + size + "'}");
  }

  @Test
  void whatFitsStartsAndTheRestSaysWhatIsMissing() {
    Decision decision =
        Admission.decide(
            MACHINE,
            List.of(pod("running", "{'cpu':'1'}")),
            List.of(
                pod("large", "{'cpu':'1500m','memory':'2000'}"),
                pod("small", "{'cpu':'1'}"),
                pod("nothing", "{}"),
                pod("toomany", "{}")));

    assertThat(decision.admitted()).containsExactly("n/small", "n/nothing");
    assertThat(decision.waiting())
        .isEqualTo(
            Map.of(
                "n/large",
                "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.",
                "n/toomany",
                "0/1 nodes are available: 1 Insufficient pods."));
  }

  @Test
  void whatTheMachineDoesNotHaveIsInsufficient() {
    Decision decision =
        Admission.decide(MACHINE, List.of(), List.of(pod("gpu", "{'nvidia.com/gpu':1}")));

    assertThat(decision.waiting())
        .containsEntry("n/gpu", "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
  }

  @Test
  void aGangStartsTogether() {
    Decision decision =
        Admission.decide(MACHINE, List.of(), List.of(member("a", "1", 2), member("b", "1", 2)));

    assertThat(decision.admitted()).containsExactly("n/a", "n/b");
  }

  @Test
  void aGangThatDoesNotFitTakesNothing() {
    Decision decision =
        Admission.decide(
            MACHINE,
            List.of(),
            List.of(member("a", "1500m", 2), member("b", "1", 2), pod("other", "{'cpu':'2'}")));

    assertThat(decision.admitted()).containsExactly("n/other");
    assertThat(decision.waiting().get("n/a"))
        .isEqualTo("0/1 nodes are available: 1 Insufficient cpu for the whole gang n/g.");
  }

  @Test
  void aGangWaitsForItsMembers() {
    Decision decision = Admission.decide(MACHINE, List.of(), List.of(member("a", "1", 2)));

    assertThat(decision.waiting())
        .containsEntry("n/a", "waiting for the Pods of gang n/g: 1 of 2 are there");
  }

  @Test
  void membersThatRunAreCounted() {
    Decision decision =
        Admission.decide(MACHINE, List.of(member("a", "1", 2)), List.of(member("b", "1", 2)));

    assertThat(decision.admitted()).containsExactly("n/b");
  }

  @Test
  void initContainersNeedTheLargestOfThem() {
    Candidate pod =
        Candidate.of(
            Pods.pod(
                """
                {'initContainers':[{'name':'i','resources':{'requests':{'cpu':'3','memory':'1'}}},
                                   {'name':'s','restartPolicy':'Always',
                                    'resources':{'requests':{'cpu':'1'}}}],
                 'containers':[{'name':'a','resources':{'limits':{'cpu':'1','memory':'5'}}}]}
                """));

    assertThat(pod.needs())
        .isEqualTo(
            Map.of(
                "cpu", new BigDecimal("3"), "memory", new BigDecimal("5"), "pods", BigDecimal.ONE));
  }
}
