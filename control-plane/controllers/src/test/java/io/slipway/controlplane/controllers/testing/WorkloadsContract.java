// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.controllers.kubernetes.Controllers;
import io.slipway.controlplane.controllers.objects.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the workloads that users apply with the real kubectl; the test is the node. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init") // before each test
public abstract class WorkloadsContract {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String POD =
      """
          metadata: {labels: {app: NAME}}
          spec:
            containers: [{name: main, image: "IMAGE", ports: [{name: web, containerPort: 8000}]}]
      """;

  private final String namespace = "work-" + UUID.randomUUID().toString().substring(0, 8);
  private KubeApi api;
  private Kubectl kubectl;
  private TestNode node;
  private Controllers controllers;

  /** Of a user who may do everything. */
  protected abstract Path kubeconfig();

  /** The same API. */
  protected abstract KubeApi api();

  @BeforeEach
  final void begin() {
    api = api();
    api.create(
        Resource.NAMESPACES,
        "",
        Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace)));
    kubectl = new Kubectl(kubeconfig(), namespace);
    node = new TestNode(api, namespace);
    controllers = Controllers.start(api);
  }

  @AfterEach
  final void end() throws InterruptedException {
    controllers.stop();
    node.close();
  }

  private void restart() throws InterruptedException {
    controllers.stop();
    controllers = Controllers.start(api);
  }

  private static String pod(String name, String image) {
    return POD.replace("NAME", name).replace("IMAGE", image);
  }

  private static String workload(String kind, String name, String spec, String image) {
    return """
    apiVersion: apps/v1
    kind: %s
    metadata: {name: %s}
    spec:
    %s
      selector: {matchLabels: {app: %s}}
      template:
    %s\
    """
        .formatted(kind, name, spec.indent(2).stripTrailing(), name, pod(name, image).indent(2));
  }

  private static String deployment(String spec, String image) {
    return workload("Deployment", "web", spec, image);
  }

  private static String job(String spec, String image) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: sum}
    spec:
    %s
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: "%s"}]
    """
        .formatted(spec.indent(2).stripTrailing(), image);
  }

  private List<KubeObject> all(Kind kind) {
    List<KubeObject> all = new ArrayList<>(api.list(kind.resource(), namespace, "").items());
    all.removeIf(KubeObject::isDeleting);
    return all;
  }

  private List<String> names(Kind kind) {
    return all(kind).stream().map(KubeObject::name).sorted().toList();
  }

  private List<String> images() {
    return all(Kind.POD).stream()
        .map(each -> each.spec().list("containers").getFirst().text("image"))
        .toList();
  }

  private KubeObject get(Kind kind, String name) {
    return api.get(kind.resource(), namespace, name).orElseThrow();
  }

  private static String condition(KubeObject object, String type) {
    for (Fields condition : object.status().list("conditions")) {
      if (condition.text("type").equals(type)) {
        return condition.text("status") + " " + condition.text("reason");
      }
    }
    return "";
  }

  private void awaitPods(String... images) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(images()).containsExactlyInAnyOrder(images));
  }

  private void awaitCondition(Kind kind, String name, String type, String wanted) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(condition(get(kind, name), type)).isEqualTo(wanted));
  }

  @Test
  void aDeploymentIsRolledOutScaledAndUndone() throws Exception {
    kubectl.apply(deployment("replicas: 3", "runs:1"));
    assertThat(kubectl.run("rollout", "status", "deployment/web", "--timeout=30s"))
        .contains("successfully rolled out");
    awaitPods("runs:1", "runs:1", "runs:1");

    kubectl.run("scale", "deployment/web", "--replicas=4");
    awaitPods("runs:1", "runs:1", "runs:1", "runs:1");

    kubectl.run("set", "image", "deployment/web", "main=runs:2");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=30s");
    awaitPods("runs:2", "runs:2", "runs:2", "runs:2");
    assertThat(kubectl.run("rollout", "history", "deployment/web").lines())
        .anyMatch(line -> line.startsWith("1 "))
        .anyMatch(line -> line.startsWith("2 "));

    kubectl.run("rollout", "undo", "deployment/web");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=30s");
    awaitPods("runs:1", "runs:1", "runs:1", "runs:1");
    assertThat(all(Kind.REPLICA_SET)).hasSize(2);
    assertThat(get(Kind.DEPLOYMENT, "web").annotations())
        .containsEntry("deployment.kubernetes.io/revision", "3");
    awaitCondition(Kind.DEPLOYMENT, "web", "Available", "True MinimumReplicasAvailable");
    awaitCondition(Kind.DEPLOYMENT, "web", "Progressing", "True NewReplicaSetAvailable");
  }

  @Test
  void aRolloutThatStandsStillKeepsOldPodsAndIsToldAsLate() throws Exception {
    kubectl.apply(deployment("replicas: 2\nprogressDeadlineSeconds: 600", "runs:1"));
    kubectl.run("rollout", "status", "deployment/web", "--timeout=30s");

    kubectl.apply(deployment("replicas: 2\nprogressDeadlineSeconds: 2", "hangs:2"));

    awaitCondition(Kind.DEPLOYMENT, "web", "Progressing", "False ProgressDeadlineExceeded");
    assertThat(images()).containsExactlyInAnyOrder("runs:1", "runs:1", "hangs:2");
    assertThat(kubectl.result("", "rollout", "status", "deployment/web").code()).isEqualTo(1);
  }

  @Test
  void aDeploymentThatRecreatesEndsAllOldPodsFirst() throws Exception {
    String recreate = "replicas: 2\nstrategy: {type: Recreate}";
    kubectl.apply(deployment(recreate, "runs:1"));
    kubectl.run("rollout", "status", "deployment/web", "--timeout=30s");

    kubectl.apply(deployment(recreate, "hangs:2"));

    awaitPods("hangs:2", "hangs:2");
  }

  @Test
  void aPausedDeploymentRollsNothingOut() throws Exception {
    kubectl.apply(deployment("replicas: 1", "runs:1"));
    kubectl.run("rollout", "status", "deployment/web", "--timeout=30s");
    kubectl.run("rollout", "pause", "deployment/web");
    awaitCondition(Kind.DEPLOYMENT, "web", "Progressing", "Unknown DeploymentPaused");

    kubectl.run("set", "image", "deployment/web", "main=runs:2");
    kubectl.run("scale", "deployment/web", "--replicas=2");
    awaitPods("runs:1", "runs:1");

    kubectl.run("rollout", "resume", "deployment/web");
    awaitPods("runs:2", "runs:2");
  }

  @Test
  void aReplicaSetReplacesPodsAlsoAfterARestartOfItsController() throws Exception {
    kubectl.apply(workload("ReplicaSet", "web", "replicas: 2", "runs:1"));
    awaitPods("runs:1", "runs:1");
    String first = names(Kind.POD).getFirst();

    restart();
    kubectl.run("delete", "pod", first);

    awaitPods("runs:1", "runs:1");
    assertThat(names(Kind.POD)).doesNotContain(first);
    await()
        .atMost(LIMIT)
        .until(() -> get(Kind.REPLICA_SET, "web").status().number("availableReplicas", 0) == 2);
    controllers.stop();
    kubectl.run("scale", "replicaset/web", "--replicas=0");
    controllers = Controllers.start(api);
    awaitPods();
  }

  @Test
  void aStatefulSetIsMadeInOrderAndUpdatedFromItsEnd() throws Exception {
    String volumes =
        """
        replicas: REPLICAS
        serviceName: db
        updateStrategy: {rollingUpdate: {partition: 1}}
        volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
        """;
    kubectl.apply(workload("StatefulSet", "db", volumes.replace("REPLICAS", "2"), "waits:1"));
    await().atMost(LIMIT).until(() -> names(Kind.POD).equals(List.of("db-0")));
    node.say(get(Kind.POD, "db-0"), "Running", "True");
    await().atMost(LIMIT).until(() -> names(Kind.POD).equals(List.of("db-0", "db-1")));
    node.say(get(Kind.POD, "db-1"), "Running", "True");
    assertThat(names(Kind.VOLUME_CLAIM)).containsExactly("data-db-0", "data-db-1");
    assertThat(get(Kind.POD, "db-1").spec().text("hostname")).isEqualTo("db-1");
    kubectl.run("rollout", "status", "statefulset/db", "--timeout=30s");

    kubectl.apply(workload("StatefulSet", "db", volumes.replace("REPLICAS", "2"), "runs:2"));
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(images()).containsExactlyInAnyOrder("waits:1", "runs:2"));
    kubectl.run("rollout", "status", "statefulset/db", "--timeout=30s");
    assertThat(get(Kind.POD, "db-0").spec().list("containers").getFirst().text("image"))
        .isEqualTo("waits:1");
    assertThat(kubectl.run("rollout", "history", "statefulset/db").lines())
        .anyMatch(line -> line.startsWith("1 "))
        .anyMatch(line -> line.startsWith("2 "));

    kubectl.run("scale", "statefulset/db", "--replicas=1");
    await().atMost(LIMIT).until(() -> names(Kind.POD).equals(List.of("db-0")));
    assertThat(names(Kind.VOLUME_CLAIM)).containsExactly("data-db-0", "data-db-1");
  }

  @Test
  void aJobCompletesWhenEnoughPodsHave() throws Exception {
    kubectl.apply(job("completions: 3\nparallelism: 2", "succeeds"));

    kubectl.run("wait", "--for=condition=complete", "job/sum", "--timeout=30s");

    KubeObject job = get(Kind.JOB, "sum");
    assertThat(job.status().number("succeeded", 0)).isEqualTo(3);
    assertThat(job.status().has("completionTime")).isTrue();
    assertThat(condition(job, "Complete")).isEqualTo("True CompletionsReached");
    assertThat(all(Kind.POD)).hasSize(3);
    kubectl.run("delete", "pods", "--all", "--timeout=20s"); // no finalizer holds them
  }

  @Test
  void aJobFailsWhenTooManyPodsHave() throws Exception {
    kubectl.apply(job("backoffLimit: 0", "fails"));

    awaitCondition(Kind.JOB, "sum", "Failed", "True BackoffLimitExceeded");

    assertThat(get(Kind.JOB, "sum").status().number("failed", 0)).isEqualTo(1);
  }

  @Test
  void aJobEndsAtItsDeadline() throws Exception {
    kubectl.apply(job("activeDeadlineSeconds: 1", "runs"));

    awaitCondition(Kind.JOB, "sum", "Failed", "True DeadlineExceeded");

    await().atMost(LIMIT).until(() -> all(Kind.POD).isEmpty());
  }

  @Test
  void anIndexedJobHasAPodForEachIndexAndIsForgottenAfterItsTime() throws Exception {
    kubectl.apply(job("completionMode: Indexed\ncompletions: 3\nparallelism: 3", "succeeds"));
    kubectl.run("wait", "--for=condition=complete", "job/sum", "--timeout=30s");
    assertThat(get(Kind.JOB, "sum").status().text("completedIndexes")).isEqualTo("0-2");

    kubectl.run(
        "patch", "job", "sum", "--type=merge", "-p", "{\"spec\":{\"ttlSecondsAfterFinished\":1}}");

    await().atMost(LIMIT).until(() -> api.get(Kind.JOB.resource(), namespace, "sum").isEmpty());
  }

  @Test
  void aSuspendedJobRunsNothingUntilItIsResumed() throws Exception {
    kubectl.apply(job("suspend: true", "runs"));
    awaitCondition(Kind.JOB, "sum", "Suspended", "True JobSuspended");
    assertThat(all(Kind.POD)).isEmpty();

    kubectl.run("patch", "job", "sum", "--type=merge", "-p", "{\"spec\":{\"suspend\":false}}");
    awaitPods("runs");
    kubectl.run("patch", "job", "sum", "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}");
    awaitPods();
    awaitCondition(Kind.JOB, "sum", "Suspended", "True JobSuspended");
  }

  @Test
  void podsOfAJobThatWentWhileNobodyWatchedAreLetGo() throws Exception {
    kubectl.apply(job("", "runs"));
    awaitPods("runs");
    controllers.stop();
    kubectl.run("delete", "job", "sum");
    kubectl.run("delete", "pods", "--all", "--wait=false");

    controllers = Controllers.start(api);

    await().atMost(LIMIT).until(() -> api.list(Resource.PODS, namespace, "").items().isEmpty());
  }

  @Test
  void aCronJobStartsJobsAtItsTimesAndByHand() throws Exception {
    kubectl.apply(
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: tick}
        spec:
          schedule: "* * * * *"
          timeZone: Europe/Berlin
          concurrencyPolicy: Forbid
          jobTemplate:
            metadata: {labels: {made: by-tick}}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: succeeds}]
        """);
    kubectl.run("create", "job", "--from=cronjob/tick", "by-hand");
    kubectl.run("wait", "--for=condition=complete", "job/by-hand", "--timeout=30s");
    controllers.stop();

    // it is two minutes later
    controllers =
        Controllers.start(api, InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2)));

    await()
        .atMost(LIMIT)
        .until(() ->
            all(Kind.JOB).stream()
                .anyMatch(job ->
                    job.name().startsWith("tick-")
                        && condition(job, "Complete").startsWith("True")));
    assertThat(get(Kind.CRON_JOB, "tick").status().has("lastScheduleTime")).isTrue();
  }

  @Test
  void anEventSaysThatTheJobOfACronJobIsRefused() throws Exception {
    // labels of a template are those of no object yet, and are checked only with the Job
    kubectl.apply(
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: tick}
        spec:
          schedule: "* * * * *"
          jobTemplate:
            metadata: {labels: {made: "by tick"}}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: succeeds}]
        """);
    controllers.stop();

    // it is two minutes later
    controllers =
        Controllers.start(api, InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2)));

    await()
        .atMost(LIMIT)
        .until(() ->
            kubectl.run("describe", "cronjob", "tick").contains("Error creating job: ")
                && kubectl
                    .run("get", "events", "-o", "jsonpath={.items[*].reason}")
                    .contains("FailedCreate"));
    assertThat(get(Kind.CRON_JOB, "tick").status().has("lastScheduleTime")).isFalse();
  }

  @Test
  void theEndpointsOfAServiceAreItsPodsThatAreReady() throws Exception {
    kubectl.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: web}]}
        """);
    kubectl.apply(workload("ReplicaSet", "web", "replicas: 2", "runs"));
    await().atMost(LIMIT).until(() -> addresses("true").size() == 2);
    KubeObject slice = slices().getFirst();
    assertThat(slice.fields().list("ports").getFirst().number("port", 0)).isEqualTo(8000);

    node.say(all(Kind.POD).getFirst(), "Running", "False");
    await().atMost(LIMIT).until(() -> addresses("false").size() == 1);

    kubectl.run("delete", "replicaset", "web");
    kubectl.run("delete", "pods", "--all");
    await().atMost(LIMIT).until(() -> addresses("true").isEmpty() && addresses("false").isEmpty());
  }

  private List<KubeObject> slices() {
    return api.list(Kind.ENDPOINT_SLICE.resource(), namespace, "kubernetes.io/service-name=web")
        .items();
  }

  private List<String> addresses(String ready) {
    List<String> addresses = new ArrayList<>();
    for (KubeObject slice : slices()) {
      for (Fields endpoint : slice.fields().list("endpoints")) {
        if (String.valueOf(endpoint.fields("conditions").flag("ready", false)).equals(ready)) {
          addresses.addAll(endpoint.texts("addresses"));
        }
      }
    }
    return addresses;
  }
}
