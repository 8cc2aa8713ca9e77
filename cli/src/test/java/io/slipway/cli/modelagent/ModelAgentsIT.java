// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.modelagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.Labels;
import io.slipway.controlplane.operator.revision.ModelHost.Progress;
import io.slipway.controlplane.operator.revision.ModelHost.Source;
import io.slipway.controlplane.operator.revision.ModelHost.State;
import io.slipway.storage.ModelStore;
import io.slipway.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that are brought to a server, and taken from it. */
@Timeout(60)
class ModelAgentsIT {
  private static final ObjectKey SERVICE = new ObjectKey("team", "several");

  @TempDir private Path directory;
  private final List<RunningContainer> containers = new ArrayList<>();
  private final AtomicBoolean ready = new AtomicBoolean();
  private FakeServer server;
  private ModelStore store;
  private ModelAgents agents;
  private Source one;
  private Source other;

  @BeforeEach
  void start() throws IOException {
    server = FakeServer.start(0);
    store = ModelStore.open(StorageConfig.defaults(directory.resolve("cache")));
    agents = new ModelAgents(store, directory);
    Path source = directory.resolve("source");
    Path folder = Files.createDirectories(source.resolve("1"));
    Files.writeString(folder.resolve("model.bin"), "weights");
    one = new Source("one", "1", source.toUri().toString());
    other = new Source("other", "1", folder.resolve("model.bin").toUri().toString());
  }

  @AfterEach
  void stop() {
    containers.forEach(container -> container.stop(Duration.ZERO));
    agents.close();
    store.close();
    server.close();
  }

  private RunningContainer run() {
    ContainerRun run =
        new ContainerRun(
            new PodIdentity("team", "several-0", "u", Map.of(Labels.SERVICE, "several"), Map.of()),
            "agent",
            DeployContract.MODEL_AGENT_IMAGE,
            List.of(),
            List.of("--server=main"),
            Map.of("POD_IP", "127.0.0.1", "SERVER_PORT", String.valueOf(server.port())),
            List.of(
                new Mount("/mnt/models", directory.resolve("volumes/models"), false),
                new Mount("/mnt/work", directory.resolve("volumes/work"), false)),
            ContainerLog.NONE,
            CrashJournal.NONE);
    RunningContainer container =
        agents.start(
            run,
            new ContainerListener() {
              @Override
              public void ready(boolean now) {
                ready.set(now);
              }

              @Override
              public void exited(int exitCode, String reason, String message) {
                ready.set(false);
              }
            });
    containers.add(container);
    return container;
  }

  private Path models() {
    return directory.resolve("volumes/models");
  }

  private void awaitState(Source source, State state) {
    await()
        .untilAsserted(() ->
            assertThat(agents.progress(SERVICE, source))
                .extracting(Progress::state)
                .isEqualTo(state));
  }

  @Test
  void itIsReadyWhenTheServerHasAllModels() throws IOException {
    agents.serve(SERVICE, List.of(one, other));
    run();

    await().untilTrue(ready);
    assertThat(server.loaded()).containsExactlyInAnyOrder("one", "other");
    assertThat(models().resolve("one/1/model.bin")).isRegularFile();
    assertThat(models().resolve("other/model.bin")).hasContent("weights");
    try (var files = Files.list(models())) {
      assertThat(files).hasSize(2); // servers load whatever they find
    }
    assertThat(agents.progress(SERVICE, one).state()).isEqualTo(State.READY);
  }

  @Test
  void aModelThatIsNotWantedAnyMoreIsUnloadedAndGone() {
    run();
    agents.serve(SERVICE, List.of(one, other));
    awaitState(one, State.READY);
    awaitState(other, State.READY);

    agents.serve(SERVICE, List.of(other));

    await().until(() -> server.loaded().equals(Set.of("other")));
    assertThat(models().resolve("one")).doesNotExist();
    assertThat(ready).isTrue();
  }

  @Test
  void aRefusalIsToldInTheWordsOfTheServerAndKeepsNoOtherModel() {
    server.refuse("one", "{\"error\":\"no such layer\"}");
    agents.serve(SERVICE, List.of(one, other));
    run();

    await().untilTrue(ready);
    assertThat(agents.progress(SERVICE, one))
        .isEqualTo(
            new Progress(State.FAILED, "POST /v2/repository/models/one/load: 400 no such layer"));
    assertThat(agents.progress(SERVICE, other).state()).isEqualTo(State.READY);
  }

  @Test
  void aModelThatCannotBeFetchedSaysWhyAndANewVersionOfItIsLoaded() {
    Source missing = new Source("one", "1", "file:///nowhere/model.bin");
    agents.serve(SERVICE, List.of(missing));
    run();
    awaitState(missing, State.FAILED);
    assertThat(agents.progress(SERVICE, missing).reason()).contains("/nowhere/model.bin");
    assertThat(server.calls()).isEmpty();

    Source mended = new Source("one", "2", one.storageUri());
    agents.serve(SERVICE, List.of(mended));

    awaitState(mended, State.READY);
    assertThat(server.loaded()).containsExactly("one");
  }

  @Test
  void theNextServerOfThePodGetsAllModelsBeforeItIsReady() throws IOException {
    agents.serve(SERVICE, List.of(one, other));
    RunningContainer container = run();
    await().untilTrue(ready);
    int port = server.port();
    server.close();

    container.otherEnded("sidecar");
    assertThat(ready).isTrue();
    container.otherEnded("main");
    assertThat(ready).isFalse();
    assertThat(agents.progress(SERVICE, one).state()).isEqualTo(State.LOADING);

    server = FakeServer.start(port);
    await().untilTrue(ready);
    assertThat(server.loaded()).containsExactlyInAnyOrder("one", "other");
  }

  @Test
  void aServerThatGoesAwayEachTimeItLoadsAModelIsNotAskedForEver() {
    server.breakOff("one");
    agents.serve(SERVICE, List.of(one, other));
    RunningContainer container = run();

    await().untilTrue(ready);
    assertThat(agents.progress(SERVICE, one).reason())
        .startsWith("the server went away 3 times while it loaded the model");
    assertThat(agents.progress(SERVICE, other).state()).isEqualTo(State.READY);
    assertThat(models().resolve("one")).doesNotExist(); // a server may load whatever it finds

    container.otherEnded("main");
    await().untilTrue(ready);
    assertThat(agents.progress(SERVICE, one).state()).isEqualTo(State.FAILED);
    assertThat(server.calls().stream().filter("load one"::equals)).hasSize(3);
  }

  @Test
  void aServerThatHasGoneOnKeepsItsModelsUntilAllIsKnown() {
    agents.serve(SERVICE, List.of(one, other));
    run();
    await().untilTrue(ready);
    containers.forEach(container -> container.stop(Duration.ZERO));
    List<String> before = server.calls();

    agents = new ModelAgents(store, directory); // as the next process
    run();
    agents.othersHaveNone(Set.of(SERVICE));
    assertThat(ready).isFalse();
    agents.serve(SERVICE, List.of(one));

    await().until(() -> server.loaded().equals(Set.of("one")));
    await().untilTrue(ready);
    assertThat(server.calls().subList(before.size(), server.calls().size()))
        .containsExactly("unload other");
  }

  @Test
  void aServiceWithoutModelsIsReadyWhenThatIsKnown() {
    run();
    assertThat(ready).isFalse();

    agents.othersHaveNone(Set.of());

    await().untilTrue(ready);
  }
}
