// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.probe.ProbeResult;
import io.slipway.controlplane.agent.probe.Prober;
import io.slipway.controlplane.agent.probe.Threshold;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ProbeSpec;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The probes of one run of a container, each on a virtual thread, until the run ends. */
final class Probing implements AutoCloseable {
  /** Hears of verdicts that change; called by the threads of the probes. */
  interface Verdicts {
    /** The startup probe has succeeded. */
    void started();

    void ready(boolean ready);

    /** The container shall be ended, for the reason given. */
    void failed(String probe, String message, ProbeSpec spec);

    /** A result that is worth to be told. */
    void unhealthy(String probe, String message);
  }

  /**
   * How far a run has come.
   *
   * @param age since it began: as with a kubelet, what is to pass before its first probes is
   *     counted from there, for each of them
   * @param started whether its startup probe has succeeded
   * @param ready the last verdict
   */
  record Progress(Duration age, boolean started, boolean ready) {
    /** It has just begun. */
    static final Progress NONE = new Progress(Duration.ZERO, false, false);
  }

  private final ContainerSpec container;
  private final Prober.Target target;
  private final Verdicts verdicts;
  private final Progress progress;
  private final long begunNanos;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean afterStart = new AtomicBoolean();

  Probing(ContainerSpec container, Prober.Target target, Verdicts verdicts, Progress progress) {
    this.container = container;
    this.target = target;
    this.verdicts = verdicts;
    this.progress = progress;
    this.begunNanos = System.nanoTime() - progress.age().toNanos();
  }

  /** What is left of it. */
  private Duration firstWait(ProbeSpec spec) {
    Duration left = spec.initialDelay().minusNanos(System.nanoTime() - begunNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  void start() {
    if (container.startupProbe().isPresent() && !progress.started()) {
      ProbeSpec spec = container.startupProbe().get();
      thread("startup", () -> startup(spec));
    } else {
      started();
    }
  }

  private void startup(ProbeSpec spec) throws InterruptedException {
    Threshold threshold = Threshold.starting(false);
    Duration wait = firstWait(spec);
    while (!ended(wait)) {
      ProbeResult result = Prober.probe(spec, target);
      threshold =
          threshold.next(result.success(), spec.successThreshold(), spec.failureThreshold());
      if (threshold.verdict()) {
        started();
        return;
      }
      tell("Startup", result);
      if (threshold.failed(spec.failureThreshold())) {
        verdicts.failed("startup", result.message(), spec);
        return;
      }
      wait = spec.period();
    }
  }

  private void started() {
    if (!afterStart.compareAndSet(false, true)) {
      return;
    }
    verdicts.started();
    container.readinessProbe().ifPresent(spec -> thread("readiness", () -> readiness(spec)));
    container.livenessProbe().ifPresent(spec -> thread("liveness", () -> liveness(spec)));
  }

  private void readiness(ProbeSpec spec) throws InterruptedException {
    Threshold threshold = Threshold.starting(progress.ready());
    Duration wait = firstWait(spec);
    while (!ended(wait)) {
      ProbeResult result = Prober.probe(spec, target);
      boolean before = threshold.verdict();
      threshold =
          threshold.next(result.success(), spec.successThreshold(), spec.failureThreshold());
      if (threshold.verdict() != before) {
        verdicts.ready(threshold.verdict());
      }
      if (!result.success()) {
        tell("Readiness", result);
      }
      wait = spec.period();
    }
  }

  private void liveness(ProbeSpec spec) throws InterruptedException {
    Threshold threshold = Threshold.starting(true);
    Duration wait = firstWait(spec);
    while (!ended(wait)) {
      ProbeResult result = Prober.probe(spec, target);
      threshold =
          threshold.next(result.success(), spec.successThreshold(), spec.failureThreshold());
      if (!result.success()) {
        tell("Liveness", result);
      }
      if (threshold.failed(spec.failureThreshold())) {
        verdicts.failed("liveness", result.message(), spec);
        return;
      }
      wait = spec.period();
    }
  }

  private void tell(String probe, ProbeResult result) {
    if (closed.getCount() > 0) {
      verdicts.unhealthy(probe, probe + " probe failed: " + result.message());
    }
  }

  private boolean ended(Duration wait) throws InterruptedException {
    return closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A loop that may be interrupted. */
  private interface Loop {
    void run() throws InterruptedException;
  }

  private void thread(String probe, Loop loop) {
    Thread.ofVirtual()
        .name(probe + "-" + container.name())
        .start(() -> {
          try {
            loop.run();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
