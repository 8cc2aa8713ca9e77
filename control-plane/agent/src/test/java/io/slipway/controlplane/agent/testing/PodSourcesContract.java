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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What Pods take of other objects, in variables and volumes, while those come, change and go. */
abstract class PodSourcesContract extends AgentContractPart {
  PodSourcesContract(Supplier<KubeApi> connected) {
    super(connected);
  }

  @Test
  void aProcessSeesItsConfigurationAndSucceeds() {
    configMap("settings", "{'data':{'COLOUR':'red'}}");
    apply(
        "job",
        """
        {'restartPolicy':'Never','containers':[{'name':'c','image':'any',
          'command':['/bin/sh','-c','test $COLOUR-$(NAME) = red-job'],
          'envFrom':[{'configMapRef':{'name':'settings'}}],
          'env':[{'name':'NAME','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}}]}]}
        """);

    await().atMost(LIMIT).until(() -> pod("job").status().text("phase").equals("Succeeded"));
  }

  private void configMap(String name, String more) {
    Map<String, Object> map = new LinkedHashMap<>(Pods.json(more));
    map.put("apiVersion", "v1");
    map.put("kind", "ConfigMap");
    map.put("metadata", Map.of("name", name));
    api().create(Resource.CONFIG_MAPS, namespace(), map);
  }

  private Path volume(String pod, String name) {
    return directory().resolve("pods").resolve(pod(pod).uid()).resolve("volumes").resolve(name);
  }

  private static void awaitContent(Path file, String content) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(file).hasContent(content));
  }

  @Test
  void filesOfARunningPodFollowTheirSources() throws IOException, InterruptedException {
    configMap("settings", "{'data':{'colour':'red'}}");
    apply(
        "reader",
        """
        {'volumes':[{'name':'v','projected':{'sources':[{'configMap':{'name':'settings'}},
            {'secret':{'name':'late','optional':true}}]}}],
         'containers':[{'name':'c','image':'any','command':['/bin/sleep','1000']}]}
        """);
    await().atMost(LIMIT).until(() -> isReady("reader"));
    Path volume = volume("reader", "v");
    assertThat(volume.resolve("colour")).hasContent("red");

    api()
        .create(
            Resource.SECRETS,
            namespace(),
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Secret",
                "metadata",
                Map.of("name", "late"),
                "stringData",
                Map.of("key", "s")));
    awaitContent(volume.resolve("key"), "s");
    colour("green");
    awaitContent(volume.resolve("colour"), "green");

    restartAgent();
    colour("blue");
    awaitContent(volume.resolve("colour"), "blue");
    api().delete(Resource.CONFIG_MAPS, object(Resource.CONFIG_MAPS, "settings"), 0);
    api().delete(Resource.SECRETS, object(Resource.SECRETS, "late"), 0);
    configMap("settings", "{'data':{'colour':'white'}}");
    awaitContent(volume.resolve("colour"), "white");
    await().atMost(LIMIT).until(() -> Files.notExists(volume.resolve("key")));
  }

  private void colour(String colour) {
    api()
        .patch(
            Resource.CONFIG_MAPS,
            namespace(),
            "settings",
            Patch.merge(Map.of("data", Map.of("colour", colour))));
  }

  @Test
  void whatIsImmutableIsSeenOnce() {
    configMap("fixed", "{'immutable':true,'data':{'a':'1'}}");
    configMap("settings", "{'data':{'colour':'red'}}");
    apply(
        "reader",
        """
        {'volumes':[{'name':'v','configMap':{'name':'fixed'}},
            {'name':'w','configMap':{'name':'settings'}}],
         'containers':[{'name':'c','image':'any','command':['/bin/sleep','1000']}]}
        """);
    await().atMost(LIMIT).until(() -> isReady("reader"));
    // until both are followed
    colour("green");
    awaitContent(volume("reader", "w").resolve("colour"), "green");

    api().delete(Resource.CONFIG_MAPS, object(Resource.CONFIG_MAPS, "fixed"), 0);
    configMap("fixed", "{'data':{'a':'2'}}");
    colour("blue");

    awaitContent(volume("reader", "w").resolve("colour"), "blue");
    assertThat(volume("reader", "v").resolve("a")).hasContent("1");
  }

  @Test
  void whatIsMissingIsAConfigurationErrorUntilItIsThere() {
    apply(
        "job",
        """
        {'restartPolicy':'Never','containers':[{'name':'c','image':'any','command':['/bin/true'],
          'envFrom':[{'configMapRef':{'name':'late'}}]}]}
        """);
    await()
        .atMost(LIMIT)
        .until(() ->
            pod("job").status().list("containerStatuses").stream()
                .anyMatch(c ->
                    c.fields("state")
                        .fields("waiting")
                        .text("reason")
                        .equals("CreateContainerConfigError")));

    configMap("late", "{}");

    await().atMost(LIMIT).until(() -> pod("job").status().text("phase").equals("Succeeded"));
  }

  @Test
  void aVolumeThatCannotBeMadeIsAnEventThatIsCounted() {
    apply(
        "waiter",
        """
        {'volumes':[{'name':'v','configMap':{'name':'later'}}],
         'containers':[{'name':'c','image':'any','command':['/bin/sleep','1000']}]}
        """);

    await().atMost(LIMIT).until(() -> failedMounts("waiter").stream().anyMatch(n -> n > 1));
    assertThat(failedMounts("waiter")).hasSize(1);
    Fields container = pod("waiter").status().list("containerStatuses").getFirst();
    assertThat(container.fields("state").fields("waiting").text("reason"))
        .isEqualTo("ContainerCreating");

    configMap("later", "{'data':{'a':'1'}}");
    await().atMost(Duration.ofMinutes(1)).until(() -> isReady("waiter"));
  }

  /** How often each of the Events of a Pod has happened that tell of a volume. */
  private List<Long> failedMounts(String pod) {
    List<Long> counts = new ArrayList<>();
    for (KubeObject event : api().list(Resource.EVENTS, namespace(), "").items()) {
      boolean about =
          event.fields().fields("involvedObject").text("name").equals(pod)
              && event.fields().text("reason").equals("FailedMount");
      if (about) {
        assertThat(event.fields().text("type")).isEqualTo("Warning");
        assertThat(event.fields().text("message"))
            .isEqualTo("MountVolume.SetUp failed for volume \"v\" : configmap \"later\" not found");
        counts.add(event.fields().number("count", 0));
      }
    }
    return counts;
  }

  @Test
  void aClaimIsBoundAndItsDirectoryOutlivesThePod() {
    api()
        .create(
            Resource.VOLUME_CLAIMS,
            namespace(),
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "PersistentVolumeClaim",
                "metadata",
                Map.of("name", "disk"),
                "spec",
                Pods.json(
                    "{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}")));
    Path volume = directory().resolve("volumes").resolve(namespace()).resolve("disk");
    apply(
        "writer",
        "{'volumes':[{'name':'d','persistentVolumeClaim':{'claimName':'disk'}}],'containers':[{'name':'c','image':'slipway/test','volumeMounts':[{'name':'d','mountPath':'/data'}]}]}");

    await().atMost(LIMIT).until(() -> isReady("writer"));
    assertThat(volume).isDirectory();
    await()
        .atMost(LIMIT)
        .until(() ->
            api()
                .get(Resource.VOLUME_CLAIMS, namespace(), "disk")
                .orElseThrow()
                .status()
                .text("phase")
                .equals("Bound"));
    api().delete(Resource.PODS, pod("writer"), 1);
    await().atMost(LIMIT).until(() -> api().get(Resource.PODS, namespace(), "writer").isEmpty());
    assertThat(volume).isDirectory();
  }
}
