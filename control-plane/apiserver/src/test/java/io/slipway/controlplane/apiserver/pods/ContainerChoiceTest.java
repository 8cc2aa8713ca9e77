// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which container and which run are meant. */
class ContainerChoiceTest {
  private static ObjectNode pod(String containers, String statuses) {
    String text =
        """
        {'metadata':{'namespace':'n','name':'p','uid':'u'},
         'spec':{'nodeName':'here',%s},
         'status':{'podIP':'127.0.0.1','phase':'Running','containerStatuses':[%s]}}
        """
            .formatted(containers, statuses)
            .replace('\'', '"');
    try {
      return (ObjectNode) new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static ObjectNode one(String status) {
    return pod("'containers':[{'name':'c'}]", "{'name':'c'," + status + "}");
  }

  @Test
  void theOnlyContainerNeedsNoName() {
    ObjectNode pod = one("'containerID':'slipway://u/c/3','state':{'running':{}}");

    assertThat(ContainerChoice.ofLog(pod, "", false))
        .isEqualTo(new ContainerRef("n", "p", "u", "127.0.0.1", "c", "slipway://u/c/3"));
    assertThat(ContainerChoice.running(pod, "c").id()).isEqualTo("slipway://u/c/3");
  }

  @Test
  void ofSeveralOneIsToBeNamed() {
    ObjectNode pod =
        pod("'containers':[{'name':'a'},{'name':'b'}],'initContainers':[{'name':'i'}]", "");

    assertThatThrownBy(() -> ContainerChoice.ofLog(pod, "", false))
        .hasMessage(
            "a container name must be specified for pod p, choose one of: [a b] or one of the init"
                + " containers: [i]");
    assertThatThrownBy(() -> ContainerChoice.ofLog(pod, "x", false))
        .hasMessage("container x is not valid for pod p");
    assertThatThrownBy(() -> ContainerChoice.ofLog(pod, "i", false))
        .hasMessage("container \"i\" in pod \"p\" is not available");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'state':{'running':{}},'lastState':{'terminated':{'containerID':'x/1'}} | x/2 | x/1",
        "'state':{'terminated':{}},'lastState':{} | x/2 | -",
        "'state':{'waiting':{}},'lastState':{'terminated':{'containerID':'x/2'}} | x/2 | x/2"
      },
      quoteCharacter = '^')
  void theRunIsThatOfTheState(String status, String now, String before) {
    ObjectNode pod = one("'containerID':'x/2'," + status);

    assertThat(ContainerChoice.ofLog(pod, "", false).id()).isEqualTo(now);
    if (before.equals("-")) {
      assertThatThrownBy(() -> ContainerChoice.ofLog(pod, "", true))
          .hasMessage("previous terminated container \"c\" in pod \"p\" not found");
    } else {
      assertThat(ContainerChoice.ofLog(pod, "", true).id()).isEqualTo(before);
    }
  }

  @Test
  void whatHasNotStartedHasNoLogAndTakesNoCommands() {
    ObjectNode pod = one("'state':{'waiting':{'reason':'ContainerCreating'}}");

    assertThatThrownBy(() -> ContainerChoice.ofLog(pod, "", false))
        .hasMessage("container \"c\" in pod \"p\" is waiting to start: ContainerCreating");
    assertThatThrownBy(() -> ContainerChoice.running(pod, ""))
        .hasMessage("container not found (\"c\"): it does not run: ContainerCreating");
  }

  @Test
  void aPodWithoutANodeHasNoPorts() {
    ObjectNode pod = one("'state':{}");
    assertThat(ContainerChoice.pod(pod).address()).isEqualTo("127.0.0.1");
    pod.withObject("/status").put("phase", "Pending");
    assertThatThrownBy(() -> ContainerChoice.pod(pod)).hasMessageContaining("is not running");

    pod.withObject("/spec").remove("nodeName");

    assertThat(ContainerChoice.hasHost(pod)).isFalse();
    assertThatThrownBy(() -> ContainerChoice.pod(pod))
        .hasMessage("pod p does not have a host assigned");
  }
}
