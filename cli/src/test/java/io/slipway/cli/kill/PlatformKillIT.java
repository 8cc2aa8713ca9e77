// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.Kubeconfig;
import io.slipway.cli.kube.Query;
import io.slipway.cli.testing.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code slipway up} is killed at random moments while clients apply and delete: what was accepted
 * is there after each start, nothing is there by half, and what belongs to a deleted object goes.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class PlatformKillIT {
  private static final int WRITERS = 4;
  private static final int LONGEST_RUN_MILLIS = 1500;
  private static final int DEPENDENTS = 5;

  @TempDir private Path data;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Long> startMillis = new ArrayList<>();

  PlatformKillIT() {
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer("w" + i + "-", i));
    }
  }

  @Test
  void nothingAcceptedIsLost() throws Exception {
    kill(3, 20);
  }

  @Test
  @Tag("soak")
  void nothingAcceptedIsLostIn100KillsBeside1000Objects() throws Exception {
    kill(100, 1000);
  }

  private void kill(int times, int objects) throws Exception {
    try (ServerProcess process = start();
        KubeClient client = client()) {
      for (int i = 0; i < objects; i++) {
        apply(client, Writer.configMap("steady" + i, "x".repeat(1000)));
      }
      assertThat(process.pid()).isPositive();
    }
    Random random = new Random(times);
    for (int i = 0; i < times; i++) {
      writeAndKill(i, random.nextInt(LONGEST_RUN_MILLIS));
      check(i, objects);
    }
    startMillis.sort(null);
    System.out.printf(
        "%d kills, %d answers; starts: median %d ms, longest %d ms%n",
        times,
        writers.stream().mapToInt(Writer::answers).sum(),
        startMillis.get(startMillis.size() / 2),
        startMillis.getLast());
  }

  private ServerProcess start() throws Exception {
    long before = System.nanoTime();
    ServerProcess process = ServerProcess.start("up", "--data", data.toString()).awaitReady();
    startMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
    return process;
  }

  private KubeClient client() {
    return new KubeClient(
        Kubeconfig.read(List.of(data.resolve("kubeconfig"))).access(null), _ -> {});
  }

  private static JsonNode apply(KubeClient client, ObjectNode map) {
    Query query = Query.NONE.with("fieldManager", "test").with("force", "true");
    String name = map.at("/metadata/name").asText();
    return client.patch(Writer.path(name), query, KubeClient.APPLY, map).object();
  }

  /** An owner is deleted just before the end: its dependents go with it, now or after the start. */
  private void writeAndKill(int round, int millis) throws Exception {
    try (ServerProcess process = start();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (Writer writer : writers) {
        writing.add(
            threads.submit(() -> {
              try (KubeClient client = client()) {
                writer.run(client);
              }
            }));
      }
      try (KubeClient client = client()) {
        makeFamily(client, round);
        timer.schedule(() -> {}, millis, TimeUnit.MILLISECONDS).get(); // the moment of the kill
        client.delete(Writer.path("owner" + round), JsonNodeFactory.instance.objectNode());
      }
      process.signal("KILL");
      process.awaitExit();
      for (Future<?> each : writing) {
        each.get();
      }
    }
  }

  private static void makeFamily(KubeClient client, int round) {
    JsonNode owner = apply(client, Writer.configMap("owner" + round, "v"));
    for (int i = 0; i < DEPENDENTS; i++) {
      ObjectNode dependent = Writer.configMap("dependent" + round + "-" + i, "v");
      ((ObjectNode) dependent.get("metadata"))
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", "v1")
          .put("kind", "ConfigMap")
          .put("name", "owner" + round)
          .put("uid", owner.at("/metadata/uid").asText());
      apply(client, dependent);
    }
  }

  private void check(int round, int steady) throws Exception {
    try (ServerProcess process = start();
        KubeClient client = client()) {
      Map<String, JsonNode> objects = objects(client);
      for (Writer writer : writers) {
        writer.check(objects);
      }
      for (int i = 0; i < steady; i++) {
        assertThat(objects).containsKey("steady" + i);
      }
      assertThat(objects).doesNotContainKey("owner" + round);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(objects(client).keySet()).noneMatch(name -> name.startsWith("dependent")));
      assertThat(process.stop()).isZero();
    }
  }

  private static Map<String, JsonNode> objects(KubeClient client) {
    Map<String, JsonNode> byName = new HashMap<>();
    for (JsonNode item : client.get(Writer.CONFIG_MAPS, Query.NONE, KubeClient.JSON).get("items")) {
      byName.put(item.at("/metadata/name").asText(), item);
    }
    return byName;
  }
}
