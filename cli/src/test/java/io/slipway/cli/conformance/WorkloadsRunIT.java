// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workloads that are applied to {@code slipway up} with kubectl run as processes of this machine.
 */
@Tag("conformance")
@Timeout(240)
class WorkloadsRunIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String WORKLOADS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            terminationGracePeriodSeconds: 1
            containers: [{name: main, image: any, command: [/bin/sh, -c, exec sleep 1000]}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8000}]}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        serviceName: db
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec:
            terminationGracePeriodSeconds: 1
            containers: [{name: main, image: any, command: [/bin/sh, -c, exec sleep 1000]}]
        volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: once}
      spec:
        completionMode: Indexed
        completions: 2
        parallelism: 2
        template:
          spec:
            restartPolicy: Never
            containers:
            - {name: main, image: any, command: [/bin/sh, -c, 'test -n "$JOB_COMPLETION_INDEX"']}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: tick}
      spec:
        schedule: "0 0 1 1 *"
        jobTemplate:
          spec:
            backoffLimit: 0
            template:
              spec:
                restartPolicy: Never
                containers: [{name: main, image: any, command: [/bin/sh, -c, exit 3]}]
      """;

  @TempDir private Path data;
  private ServerProcess server;
  private Kubectl kubectl;

  @BeforeEach
  void start() throws Exception {
    server = ServerProcess.start("up", "--data", data.toString());
    server.awaitReady();
    kubectl = new Kubectl(data.resolve("kubeconfig"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void areRolledOutAndGoAgain() throws Exception {
    Path file = Files.writeString(data.resolve("workloads.yaml"), WORKLOADS);
    kubectl.output("apply", "-f", file.toString());

    kubectl.output("rollout", "status", "deployment/web", "--timeout=50s");
    kubectl.output("rollout", "status", "statefulset/db", "--timeout=50s");
    kubectl.output("wait", "--for=condition=complete", "job/once", "--timeout=50s");
    kubectl.output("create", "job", "--from=cronjob/tick", "by-hand");
    kubectl.output("wait", "--for=condition=failed", "job/by-hand", "--timeout=50s");
    await().atMost(LIMIT).until(() -> addresses().split(" ", -1).length == 2);

    String before = names("pods", "app=web");
    kubectl.output("set", "env", "deployment/web", "A=b");
    kubectl.output("rollout", "status", "deployment/web", "--timeout=50s");
    await().atMost(LIMIT).until(() -> names("pods", "app=web").split(" ", -1).length == 2);
    assertThat(names("pods", "app=web").split(" ", -1))
        .doesNotContainAnyElementsOf(List.of(before.split(" ", -1)));

    kubectl.output("delete", "-f", file.toString(), "--timeout=50s");
    await().atMost(LIMIT).until(() -> names("pods", "app!=x").isEmpty());
    assertThat(names("pvc", "app=db")).isEqualTo("data-db-0");
  }

  private String names(String kind, String selector) throws Exception {
    return kubectl.output("get", kind, "-l", selector, "-o", "jsonpath={.items[*].metadata.name}");
  }

  private String addresses() throws Exception {
    return kubectl.output(
        "get",
        "endpointslices",
        "-l",
        "kubernetes.io/service-name=web",
        "-o",
        "jsonpath={.items[*].endpoints[?(@.conditions.ready==true)].addresses[0]}");
  }
}
