// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.crash.JournalFile;
import io.slipway.controlplane.agent.crash.JournalFile.Suspect;
import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the next process holds back for what several containers shared. */
class SharedRisksTest {
  private static final String RUNNING = "running model iris";

  @TempDir private Path directory;
  private JournalFile died;

  @BeforeEach
  void begin() throws IOException {
    died = JournalFile.open(directory.resolve("journal"));
  }

  private ContainerRun container(String uid) {
    return new ContainerRun(
        new PodIdentity("default", "pod-" + uid, uid, Map.of(), Map.of()),
        "main",
        ModelServerImage.NAME,
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        ContainerLog.NONE,
        died.of(uid, "main"));
  }

  private List<Suspect> suspects() throws IOException {
    try (JournalFile next = JournalFile.open(directory.resolve("journal"))) {
      return next.suspects();
    }
  }

  @Test
  void theFirstIsNamedWhileItIsThere() throws IOException {
    ContainerRun second = container("uid-2");
    SharedRisks risks = new SharedRisks(container("uid-1"));
    risks.join(second);
    CrashJournal.Risk running = risks.risk(RUNNING);
    running.begin();
    risks.leave(second);
    assertThat(risks.isEmpty()).isFalse();

    assertThat(suspects()).containsExactly(new Suspect("uid-1/main", RUNNING));
  }

  @Test
  void whenItGoesOneThatIsThereIsNamed() throws IOException {
    ContainerRun first = container("uid-1");
    SharedRisks risks = new SharedRisks(first);
    CrashJournal.Risk running = risks.risk(RUNNING);
    risks.join(container("uid-2"));
    running.begin();
    risks.leave(first);
    risks.risk("loading model other").begin();

    assertThat(suspects())
        .containsExactly(
            new Suspect("uid-2/main", RUNNING), new Suspect("uid-2/main", "loading model other"));
  }

  @Test
  void whatIsClosedIsPassedToNobody() throws IOException {
    ContainerRun first = container("uid-1");
    SharedRisks risks = new SharedRisks(first);
    risks.join(container("uid-2"));
    CrashJournal.Risk running = risks.risk(RUNNING);
    running.begin();
    running.close();
    risks.leave(first);

    assertThat(suspects()).isEmpty();
  }

  @Test
  void theLastStaysNamedForWhatItHasJustBegun() throws IOException {
    ContainerRun only = container("uid-1");
    SharedRisks risks = new SharedRisks(only);
    risks.leave(only);
    assertThat(risks.isEmpty()).isTrue();
    risks.risk(RUNNING).begin();

    assertThat(suspects()).containsExactly(new Suspect("uid-1/main", RUNNING));
  }
}
