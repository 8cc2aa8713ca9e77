// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Patch;
import io.slipway.controlplane.client.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The machine as a node, and how Pods come to it, run and go. */
abstract class PodLifeContract extends AgentContractPart {
  PodLifeContract(Supplier<KubeApi> connected) {
    super(connected);
  }

  @Test
  void theNodeIsReadyAndItsLeaseIsKept() {
    await()
        .atMost(LIMIT)
        .until(() -> api().get(Resource.LEASES, "kube-node-lease", node()).isPresent());

    KubeObject node = api().get(Resource.NODES, "", node()).orElseThrow();
    assertThat(condition(node, "Ready").text("status")).isEqualTo("True");
    assertThat(node.status().fields("capacity").text("cpu")).isNotEmpty();
  }

  @Test
  void aPodInsideTheProcessBecomesReadyAndGoesAway() {
    apply("model", "{'containers':[{'name':'c','image':'slipway/test'}]}");

    await().atMost(LIMIT).until(() -> isReady("model"));
    KubeObject pod = pod("model");
    assertThat(pod.spec().text("nodeName")).isEqualTo(node());
    assertThat(pod.status().text("phase")).isEqualTo("Running");
    assertThat(pod.status().text("podIP")).isEqualTo("127.0.0.1");
    api().delete(Resource.PODS, pod, 5);
    await().atMost(LIMIT).until(() -> api().get(Resource.PODS, namespace(), "model").isEmpty());
  }

  @Test
  void whatDoesNotFitWaitsWithTheReason() {
    apply(
        "large",
        "{'containers':[{'name':'c','image':'slipway/test','resources':{'requests':{'cpu':'1000'}}}]}");

    await().atMost(LIMIT).until(() -> !condition(pod("large"), "PodScheduled").isEmpty());
    Fields scheduled = condition(pod("large"), "PodScheduled");
    assertThat(scheduled.text("status")).isEqualTo("False");
    assertThat(scheduled.text("reason")).isEqualTo("Unschedulable");
    assertThat(scheduled.text("message")).isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
  }

  @Test
  void aGangStartsWhenItIsComplete() {
    String gang = "{'labels':{'slipway.io/gang':'g'},'annotations':{'slipway.io/gang-size':'2'}}";
    apply("first", gang, "{'containers':[{'name':'c','image':'slipway/test'}]}");
    await()
        .atMost(LIMIT)
        .until(() -> condition(pod("first"), "PodScheduled").text("message").contains("1 of 2"));

    apply("second", gang, "{'containers':[{'name':'c','image':'slipway/test'}]}");

    await().atMost(LIMIT).until(() -> isReady("first") && isReady("second"));
  }

  @Test
  void processesAreFoundAgainByTheNextAgent() throws IOException, InterruptedException {
    apply("long", "{'containers':[{'name':'c','image':'any','command':['/bin/sleep','1000']}]}");
    await().atMost(LIMIT).until(() -> isReady("long"));
    Fields before = pod("long").status().list("containerStatuses").getFirst();

    restartAgent();

    await().atMost(LIMIT).until(() -> agent().process(pod("long").uid(), "c").isPresent());
    await().atMost(LIMIT).until(() -> isReady("long"));
    Fields after = pod("long").status().list("containerStatuses").getFirst();
    assertThat(after.number("restartCount", -1)).isZero();
    assertThat(after.text("containerID")).isEqualTo(before.text("containerID"));
    assertThat(after.fields("state").json()).isEqualTo(before.fields("state").json());
  }

  @Test
  void aPodThatEndedBeforeTheAgentBeganLeavesNothing() throws IOException, InterruptedException {
    apply(
        "job",
        "{'restartPolicy':'Never','containers':[{'name':'c','image':'any','command':['/bin/echo','done']}]}");
    await().atMost(LIMIT).until(() -> pod("job").status().text("phase").equals("Succeeded"));
    KubeObject pod = pod("job");
    Path files = directory().resolve("pods").resolve(pod.uid());
    Path logs = directory().resolve("logs").resolve(namespace() + "_job_" + pod.uid());
    await().atMost(LIMIT).until(() -> Files.exists(files) && Files.exists(logs));

    restartAgent();
    api().delete(Resource.PODS, pod, 1);

    await().atMost(LIMIT).until(() -> Files.notExists(files) && Files.notExists(logs));
  }

  @Test
  void aPodThatOthersHoldBackIsEndedOnce() {
    apply(
        "held",
        "{'finalizers':['example.com/hold']}",
        "{'containers':[{'name':'c','image':'slipway/test'}]}");
    await().atMost(LIMIT).until(() -> isReady("held"));

    api().delete(Resource.PODS, pod("held"), 1);

    await().atMost(LIMIT).until(() -> !isReady("held"));
    await()
        .atMost(LIMIT)
        .until(() -> !Files.exists(directory().resolve("pods/" + pod("held").uid())));
    assertThat(pod("held").status().text("phase")).isEqualTo("Succeeded");
    String revision = pod("held").resourceVersion();
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> pod("held").resourceVersion().equals(revision));
    Map<String, Object> none = new LinkedHashMap<>();
    none.put("finalizers", null);
    api().patch(Resource.PODS, namespace(), "held", Patch.merge(Map.of("metadata", none)));
    await().atMost(LIMIT).until(() -> api().get(Resource.PODS, namespace(), "held").isEmpty());
  }
}
