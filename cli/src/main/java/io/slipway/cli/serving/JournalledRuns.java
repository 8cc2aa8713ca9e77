// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.modelserver.repository.RunWatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The runs of a model in the journal: whatever ends the process meanwhile is the model's. */
final class JournalledRuns implements RunWatch {
  private final CrashJournal.Risk risk;
  private final AtomicBoolean over = new AtomicBoolean();

  JournalledRuns(CrashJournal.Risk risk) {
    this.risk = risk;
  }

  @Override
  public void begins() {
    risk.begin();
  }

  @Override
  public void ended() {
    risk.end();
  }

  @Override
  public void over() {
    if (over.compareAndSet(false, true)) {
      risk.close();
    }
  }
}
