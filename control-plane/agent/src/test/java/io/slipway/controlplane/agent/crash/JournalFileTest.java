// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.crash.JournalFile.Suspect;
import io.slipway.controlplane.agent.inprocess.CrashJournal.Risk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
  @TempDir Path directory;

  private JournalFile open() throws IOException {
    return JournalFile.open(directory.resolve("journal"));
  }

  @Test
  void whatWasAtWorkIsKnownToTheNextProcess() throws IOException {
    JournalFile died = open();
    Risk loading = died.of("uid-1", "main").risk("loading model iris");
    loading.begin();
    died.of("uid-2", "main").risk("loading model other");

    try (JournalFile next = open()) {
      assertThat(next.suspects()).containsExactly(new Suspect("uid-1/main", "loading model iris"));
    }
  }

  @Test
  void whatIsPassedOnIsHeldAgainstItsNewContainer() throws IOException {
    JournalFile died = open();
    Risk running = died.of("uid-1-of-a-longer-name", "main").risk("running model iris");
    running.begin();
    running.passTo("uid-2", "other");
    running.begin();
    running.end();

    try (JournalFile next = open()) {
      assertThat(next.suspects()).containsExactly(new Suspect("uid-2/other", "running model iris"));
    }
  }

  @Test
  void whatIsClosedIsPassedToNobody() throws IOException {
    JournalFile died = open();
    Risk closed = died.of("uid-1", "main").risk("running model iris");
    closed.close();
    Risk next = died.of("uid-2", "main").risk("running model other");
    next.begin();
    closed.passTo("uid-3", "main");
    closed.close();

    try (JournalFile after = open()) {
      assertThat(after.suspects())
          .containsExactly(new Suspect("uid-2/main", "running model other"));
    }
  }

  @Test
  void whatHasEndedIsNoSuspect() throws IOException {
    JournalFile died = open();
    Risk ended = died.of("uid-1", "main").risk("loading");
    ended.begin();
    ended.end();
    Risk closed = died.of("uid-2", "main").risk("running");
    closed.begin();
    closed.close();

    try (JournalFile next = open()) {
      assertThat(next.suspects()).isEmpty();
    }
  }

  @Test
  void aThingThatSeveralThreadsDoIsASuspectUntilTheLastHasDoneIt() throws IOException {
    JournalFile died = open();
    Risk running = died.of("uid-1", "main").risk("running");
    running.begin();
    running.begin();
    running.end();

    try (JournalFile next = open()) {
      assertThat(next.suspects()).containsExactly(new Suspect("uid-1/main", "running"));
    }
  }

  @Test
  void aProperEndLeavesNoSuspects() throws IOException {
    JournalFile journal = open();
    journal.of("uid-1", "main").risk("running").begin();
    journal.close();

    try (JournalFile next = open()) {
      assertThat(next.suspects()).isEmpty();
    }
  }

  @Test
  void suspectsAreNamedOnce() throws IOException {
    JournalFile died = open();
    died.of("uid-1", "main").risk("running").begin();
    open().close();

    try (JournalFile third = open()) {
      assertThat(third.suspects()).isEmpty();
    }
  }

  @Test
  void placesAreUsedAgain() throws IOException {
    try (JournalFile journal = open()) {
      for (int i = 0; i < 3 * JournalFile.PLACES; i++) {
        journal.of("uid", "main").risk("run " + i).close();
      }
      assertThat(journal.suspects()).isEmpty();
    }
  }
}
