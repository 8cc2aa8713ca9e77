// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Iris;
import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.ModelHost.Progress;
import io.slipway.controlplane.operator.revision.ModelHost.Source;
import io.slipway.controlplane.operator.revision.ModelHost.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that come to a service of several, and go from it. */
@Timeout(60)
class ModelGroupsIT {
  private static final ObjectKey SERVICE = new ObjectKey("team", "several");
  private static final Source MODEL = new Source("iris", "1", Iris.model().toUri().toString());

  @TempDir private Path directory;
  private Serving serving;
  private ModelGroups groups;
  private final List<ContainerRun> opened = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    serving = EmptyServing.start(directory.resolve("data"));
    groups = EmptyServing.groups(serving, directory);
  }

  @AfterEach
  void stop() throws InterruptedException {
    close();
    serving.stop();
  }

  private void open(CrashJournal journal) {
    ContainerRun run =
        new ContainerRun(
            new PodIdentity("team", "several-0", "u", Map.of(), Map.of()),
            "kserve-container",
            ModelServerImage.NAME,
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            ContainerLog.NONE,
            journal);
    opened.add(run);
    groups.opened(SERVICE, run);
  }

  private void close() {
    opened.forEach(run -> groups.closed(SERVICE, run));
  }

  private void awaitState(State state) {
    await()
        .untilAsserted(() ->
            assertThat(groups.progress(SERVICE, MODEL))
                .extracting(Progress::state)
                .isEqualTo(state));
  }

  @Test
  void aModelWaitsForAServerAndIsGoneWithIt() {
    groups.serve(SERVICE, List.of(MODEL));
    assertThat(groups.progress(SERVICE, MODEL).state()).isEqualTo(State.LOADING);

    open(CrashJournal.NONE);
    awaitState(State.READY);

    close();
    assertThat(groups.models("team", "several")).isNull();
  }

  @Test
  void aModelThatIsNotWantedForAMomentIsReadyAgain() {
    open(CrashJournal.NONE);
    for (int i = 0; i < 20; i++) {
      groups.serve(SERVICE, List.of(MODEL));
      awaitState(State.READY);
      groups.serve(SERVICE, List.of());
    }
  }

  @Test
  void whatKeepsAModelFromBeingLoadedIsToldWhateverItIs() {
    open(what -> {
      throw new IllegalStateException("there is no place for " + what);
    });

    groups.serve(SERVICE, List.of(MODEL));

    awaitState(State.FAILED);
    assertThat(groups.progress(SERVICE, MODEL).reason()).startsWith("there is no place for");
  }
}
