// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may end the process, of containers that share it. The journal names one of them that is
 * still there: what it held against one that is gone would keep nobody from doing it again.
 * Thread-safe.
 */
final class SharedRisks {
  private final List<ContainerRun> containers = new ArrayList<>();
  private final Set<Shared> open = new HashSet<>();

  /** The one that the journal names; the last stays, for what it has just begun. */
  private ContainerRun named;

  SharedRisks(ContainerRun first) {
    containers.add(first);
    named = first;
  }

  /** One of the containers. */
  synchronized ContainerRun container() {
    return named;
  }

  /** Whether none is left. */
  synchronized boolean isEmpty() {
    return containers.isEmpty();
  }

  synchronized void join(ContainerRun container) {
    containers.add(container);
  }

  synchronized void leave(ContainerRun container) {
    containers.remove(container);
    if (!containers.isEmpty() && !containers.contains(named)) {
      named = containers.getFirst();
      for (Shared each : open) {
        each.passTo(named.pod().uid(), named.container());
      }
    }
  }

  /** As {@link CrashJournal#risk}. */
  synchronized CrashJournal.Risk risk(String what) {
    Shared risk = new Shared(named.journal().risk(what));
    open.add(risk);
    return risk;
  }

  private final class Shared implements CrashJournal.Risk {
    private final CrashJournal.Risk risk;

    Shared(CrashJournal.Risk risk) {
      this.risk = risk;
    }

    @Override
    public void begin() {
      risk.begin();
    }

    @Override
    public void end() {
      risk.end();
    }

    @Override
    public void passTo(String podUid, String container) {
      risk.passTo(podUid, container);
    }

    @Override
    public void close() {
      synchronized (SharedRisks.this) {
        open.remove(this);
        risk.close();
      }
    }
  }
}
