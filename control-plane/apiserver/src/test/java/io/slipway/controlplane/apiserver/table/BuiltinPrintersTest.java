// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltinPrintersTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static String row(String group, String kind, String object) {
    ObjectNode whole = Facts.json(object).deepCopy();
    ObjectNode metadata = whole.withObject("/metadata");
    metadata.put("name", "x");
    metadata.put("creationTimestamp", "2026-11-22T11:00:00Z");
    KindPrinter printer = BuiltinPrinters.of(new GroupKind(group, kind));
    JsonNode table = Tables.table(whole, printer, Tables.Include.NONE, true, NOW);
    JsonNode cells = table.at("/rows/0/cells");
    assertThat(cells).hasSameSizeAs(table.path("columnDefinitions"));
    return cells.toString().replace("\"", "");
  }

  @Test
  void everyKindHasAsManyCellsAsColumns() {
    for (String kind : BuiltinPrinters.kinds()) {
      String group =
          List.of("Deployment", "ReplicaSet", "StatefulSet").contains(kind) ? "apps" : "";
      assertThat(row(group, kind, "{}")).contains("x");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\": {\"phase\": \"Pending\"}} |"
            + " [x,0/0,Pending,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}], \"nodeName\": \"n\"}, \"status\": {\"phase\":"
            + " \"Running\", \"podIP\": \"1.2.3.4\", \"containerStatuses\": [{\"ready\": true,"
            + " \"state\": {\"running\": {}}}]}} | [x,1/1,Running,0,60m,1.2.3.4,n,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}]}, \"status\": {\"phase\": \"Running\","
            + " \"containerStatuses\": [{\"restartCount\": 3, \"lastState\": {\"terminated\":"
            + " {\"finishedAt\": \"2026-11-22T11:59:30Z\"}}, \"state\": {\"waiting\": {\"reason\":"
            + " \"CrashLoopBackOff\"}}}]}} | [x,0/1,CrashLoopBackOff,3 (30s"
            + " ago),60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}]}, \"status\": {\"phase\": \"Failed\","
            + " \"containerStatuses\": [{\"state\": {\"terminated\": {\"reason\":"
            + " \"OOMKilled\"}}}]}} | [x,0/1,OOMKilled,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}]}, \"status\": {\"phase\": \"Failed\","
            + " \"containerStatuses\": [{\"state\": {\"terminated\": {\"exitCode\": 3}}}]}} |"
            + " [x,0/1,ExitCode:3,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}]}, \"status\": {\"phase\": \"Failed\","
            + " \"containerStatuses\": [{\"state\": {\"terminated\": {\"signal\": 9}}}]}} |"
            + " [x,0/1,Signal:9,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}, {}]}, \"status\": {\"phase\": \"Running\","
            + " \"conditions\": [{\"type\": \"Ready\", \"status\": \"False\"}],"
            + " \"containerStatuses\": [{\"state\": {\"terminated\": {\"reason\": \"Completed\"}}},"
            + " {\"ready\": true, \"state\": {\"running\": {}}}]}} |"
            + " [x,1/2,NotReady,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}], \"initContainers\": [{\"name\": \"a\"}, {\"name\":"
            + " \"b\"}]}, \"status\": {\"phase\": \"Pending\", \"initContainerStatuses\":"
            + " [{\"name\": \"a\", \"state\": {\"terminated\": {\"exitCode\": 0}}}, {\"name\":"
            + " \"b\", \"state\": {\"running\": {}}}]}} |"
            + " [x,0/1,Init:1/2,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}], \"initContainers\": [{\"name\": \"a\"}]}, \"status\":"
            + " {\"phase\": \"Pending\", \"initContainerStatuses\": [{\"name\": \"a\","
            + " \"restartCount\": 2, \"state\": {\"waiting\": {\"reason\":"
            + " \"CrashLoopBackOff\"}}}]}} |"
            + " [x,0/1,Init:CrashLoopBackOff,2,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}], \"initContainers\": [{\"name\": \"a\"}]}, \"status\":"
            + " {\"phase\": \"Failed\", \"initContainerStatuses\": [{\"name\": \"a\", \"state\":"
            + " {\"terminated\": {\"exitCode\": 2}}}]}} |"
            + " [x,0/1,Init:ExitCode:2,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"containers\": [{}], \"initContainers\": [{\"name\": \"a\","
            + " \"restartPolicy\": \"Always\"}]}, \"status\": {\"phase\": \"Running\","
            + " \"initContainerStatuses\": [{\"name\": \"a\", \"started\": true, \"ready\": true,"
            + " \"restartCount\": 1, \"state\": {\"running\": {}}}], \"containerStatuses\":"
            + " [{\"ready\": true, \"restartCount\": 1, \"state\": {\"running\": {}}}]}} |"
            + " [x,2/2,Running,2,60m,<none>,<none>,<none>,<none>]",
        "{\"metadata\": {\"deletionTimestamp\": \"2026-11-22T11:59:00Z\"}, \"status\": {\"phase\":"
            + " \"Running\"}} | [x,0/0,Terminating,0,60m,<none>,<none>,<none>,<none>]",
        "{\"metadata\": {\"deletionTimestamp\": \"2026-11-22T11:59:00Z\"}, \"status\": {\"phase\":"
            + " \"Succeeded\"}} | [x,0/0,Succeeded,0,60m,<none>,<none>,<none>,<none>]",
        "{\"metadata\": {\"deletionTimestamp\": \"2026-11-22T11:59:00Z\"}, \"status\": {\"phase\":"
            + " \"Running\", \"reason\": \"NodeLost\"}} |"
            + " [x,0/0,Unknown,0,60m,<none>,<none>,<none>,<none>]",
        "{\"status\": {\"phase\": \"Pending\", \"conditions\": [{\"type\": \"PodScheduled\","
            + " \"reason\": \"SchedulingGated\"}]}} |"
            + " [x,0/0,SchedulingGated,0,60m,<none>,<none>,<none>,<none>]",
        "{\"spec\": {\"readinessGates\": [{\"conditionType\": \"a\"}, {\"conditionType\": \"b\"}]},"
            + " \"status\": {\"phase\": \"Running\", \"conditions\": [{\"type\": \"a\", \"status\":"
            + " \"True\"}]}} | [x,0/0,Running,0,60m,<none>,<none>,<none>,1/2]",
      })
  void printsPods(String pod, String cells) {
    assertThat(row("", "Pod", pod)).isEqualTo(cells);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Deployment | {\"spec\": {\"replicas\": 3, \"selector\": {\"matchLabels\": {\"b\": \"2\","
            + " \"a\": \"1\"}}, \"template\": {\"spec\": {\"containers\": [{\"name\": \"c\","
            + " \"image\": \"i:1\"}, {\"name\": \"d\", \"image\": \"j\"}]}}}, \"status\":"
            + " {\"readyReplicas\": 2, \"updatedReplicas\": 1, \"availableReplicas\": 2}} |"
            + " [x,2/3,1,2,60m,c,d,i:1,j,a=1,b=2]",
        "ReplicaSet | {\"spec\": {\"replicas\": 0, \"selector\": {\"matchExpressions\": [{\"key\":"
            + " \"a\", \"operator\": \"In\", \"values\": [\"y\", \"x\"]}, {\"key\": \"b\","
            + " \"operator\": \"DoesNotExist\"}]}}, \"status\": {\"replicas\": 1}} |"
            + " [x,0,1,0,60m,,,a in (x,y),!b]",
        "StatefulSet | {\"status\": {\"readyReplicas\": 1}} | [x,1/1,60m,,]",
        "Job | {\"spec\": {\"completions\": 2}, \"status\": {\"succeeded\": 1, \"startTime\":"
            + " \"2026-11-22T11:58:00Z\"}} | [x,Running,1/2,2m,60m,,,<none>]",
        "Job | {\"spec\": {\"parallelism\": 3}, \"status\": {\"startTime\":"
            + " \"2026-11-22T11:58:00Z\", \"completionTime\": \"2026-11-22T11:58:05Z\","
            + " \"conditions\": [{\"type\": \"Complete\", \"status\": \"True\"}]}} |"
            + " [x,Complete,0/1 of 3,5s,60m,,,<none>]",
        "Job | {\"status\": {\"conditions\": [{\"type\": \"Suspended\", \"status\": \"True\"}]}} |"
            + " [x,Suspended,0/1,,60m,,,<none>]",
        "Job | {\"status\": {\"conditions\": [{\"type\": \"Failed\", \"status\": \"True\"},"
            + " {\"type\": \"Suspended\", \"status\": \"True\"}]}} | [x,Failed,0/1,,60m,,,<none>]",
        "CronJob | {\"spec\": {\"schedule\": \"* * * * *\", \"suspend\": false}, \"status\":"
            + " {\"active\": [{}], \"lastScheduleTime\": \"2026-11-22T11:59:00Z\"}} | [x,* * * *"
            + " *,<none>,False,1,60s,60m,,,<none>]",
      })
  void printsWorkloads(String kind, String object, String cells) {
    String group = kind.endsWith("Job") ? "batch" : "apps";
    assertThat(row(group, kind, object)).isEqualTo(cells);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Service | {\"spec\": {\"type\": \"ClusterIP\", \"clusterIP\": \"10.0.0.1\","
            + " \"ports\": [{\"port\": 80, \"protocol\": \"TCP\"}, {\"port\": 53, \"nodePort\":"
            + " 30053, \"protocol\": \"UDP\"}], \"selector\": {\"a\": \"b\"}}} |"
            + " [x,ClusterIP,10.0.0.1,<none>,80/TCP,53:30053/UDP,60m,a=b]",
        "'' | Service | {\"spec\": {\"type\": \"LoadBalancer\"}} |"
            + " [x,LoadBalancer,<none>,<pending>,<none>,60m,<none>]",
        "'' | Service | {\"spec\": {\"type\": \"ExternalName\", \"externalName\": \"a.b\"}} |"
            + " [x,ExternalName,<none>,a.b,<none>,60m,<none>]",
        "discovery.k8s.io | EndpointSlice | {\"addressType\": \"IPv4\", \"ports\": [{\"port\": 80},"
            + " {\"name\": \"n\"}, {}], \"endpoints\": [{\"addresses\": [\"1\", \"2\"]},"
            + " {\"addresses\": [\"3\", \"4\"]}]} | [x,IPv4,80,n,*,1,2,3 + 1 more...,60m]",
        "'' | Secret | {\"type\": \"Opaque\", \"data\": {\"a\": \"Yg==\"}} | [x,Opaque,1,60m]",
        "'' | ConfigMap | {\"data\": {\"a\": \"b\"}, \"binaryData\": {\"c\": \"Yg==\"}} |"
            + " [x,2,60m]",
        "'' | Namespace | {\"status\": {\"phase\": \"Active\"}} | [x,Active,60m]",
        "'' | ServiceAccount | {\"secrets\": [{}]} | [x,1,60m]",
        "'' | Node | {\"metadata\": {\"labels\": {\"node-role.kubernetes.io/worker\": \"\","
            + " \"node-role.kubernetes.io/control-plane\": \"\"}}, \"spec\": {\"unschedulable\":"
            + " true}, \"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}],"
            + " \"nodeInfo\": {\"kubeletVersion\": \"v1\"}, \"addresses\": [{\"type\":"
            + " \"InternalIP\", \"address\": \"1.1.1.1\"}]}} |"
            + " [x,Ready,SchedulingDisabled,control-plane,worker,60m,v1,1.1.1.1,<none>,<unknown>,<unknown>,<unknown>]",
        "'' | PersistentVolumeClaim | {\"spec\": {\"volumeName\": \"v\", \"storageClassName\":"
            + " \"s\", \"volumeMode\": \"Filesystem\"}, \"status\": {\"phase\": \"Bound\","
            + " \"capacity\": {\"storage\": \"1Gi\"}, \"accessModes\": [\"ReadWriteMany\","
            + " \"ReadWriteOnce\"]}} | [x,Bound,v,1Gi,RWO,RWX,s,<unset>,60m,Filesystem]",
        "'' | Event | {\"type\": \"Normal\", \"reason\": \"Started\", \"message\": \" hi \","
            + " \"count\": 2, \"firstTimestamp\": \"2026-11-22T11:50:00Z\", \"lastTimestamp\":"
            + " \"2026-11-22T11:59:59Z\", \"involvedObject\": {\"kind\": \"Pod\", \"name\": \"p\"},"
            + " \"source\": {\"component\": \"kubelet\", \"host\": \"n\"}} |"
            + " [1s,Normal,Started,pod/p,,kubelet, n,hi,10m,2,x]",
        "events.k8s.io | Event | {\"type\": \"Normal\", \"reason\": \"R\", \"note\": \"n\","
            + " \"eventTime\": \"2026-11-22T11:59:50.123456Z\", \"regarding\": {\"kind\": \"Pod\"},"
            + " \"reportingController\": \"c\"} | [9s,Normal,R,pod,,c,n,9s,1,x]",
        "coordination.k8s.io | Lease | {\"spec\": {\"holderIdentity\": \"me\"}} | [x,me,60m]",
        "scheduling.k8s.io | PriorityClass | {\"value\": 5, \"globalDefault\": true,"
            + " \"preemptionPolicy\": \"Never\"} | [x,5,true,60m,Never]",
        "rbac.authorization.k8s.io | RoleBinding | {\"roleRef\": {\"kind\": \"Role\", \"name\":"
            + " \"r\"}, \"subjects\": [{\"kind\": \"User\", \"name\": \"u\"}, {\"kind\": \"User\","
            + " \"name\": \"v\"}, {\"kind\": \"ServiceAccount\", \"namespace\": \"n\", \"name\":"
            + " \"s\"}]} | [x,Role/r,60m,u, v,,n/s]",
        "rbac.authorization.k8s.io | Role | {} | [x,2026-11-22T11:00:00Z]",
        "example.com | Pod | {} | [x,2026-11-22T11:00:00Z]",
      })
  void printsOthers(String group, String kind, String object, String cells) {
    assertThat(row(group, kind, object)).isEqualTo(cells);
  }

  @Test
  void aPodAtItsEndSaysSo() {
    JsonNode pod =
        Facts.json("{\"metadata\": {\"name\": \"x\"}, \"status\": {\"phase\": \"Succeeded\"}}");
    JsonNode table =
        Tables.table(
            pod, BuiltinPrinters.of(new GroupKind("", "Pod")), Tables.Include.NONE, true, NOW);
    assertThat(table.at("/rows/0/conditions/0/type").asText()).isEqualTo("Completed");
    assertThat(table.at("/rows/0/conditions/0/reason").asText()).isEqualTo("Succeeded");
  }
}
