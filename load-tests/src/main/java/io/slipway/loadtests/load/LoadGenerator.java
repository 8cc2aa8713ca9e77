// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Plays phases of load, one after the other. All state belongs to one event loop; {@link Client}
 * hands it out.
 *
 * <p>Requests of a phase that has ended still count for it. The end is when the last one has an
 * answer or has timed out.
 */
final class LoadGenerator {
  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoop loop;
  private final ConnectionPool pool;
  private final List<Phase> phases;
  private final List<Tally> tallies = new ArrayList<>();
  private final Timeline timeline;
  private final DoubleSupplier serverCpu;
  private final long timeoutNanos;
  private final CompletableFuture<List<PhaseResult>> results = new CompletableFuture<>();

  private int phase = -1;
  private long start;
  private long phaseBegin;
  private long phaseEnd;
  private double generatorCpuBefore;
  private double serverCpuBefore;
  private double due;
  private long underWay;

  /** Those of closed load who wait for an answer, or are about to ask. */
  private int callers;

  LoadGenerator(
      EventLoop loop,
      ConnectionPool pool,
      List<Phase> phases,
      Timeline timeline,
      Duration timeout,
      DoubleSupplier serverCpu) {
    this.loop = loop;
    this.pool = pool;
    this.phases = List.copyOf(phases);
    this.timeline = timeline;
    this.timeoutNanos = timeout.toNanos();
    this.serverCpu = serverCpu;
  }

  CompletableFuture<List<PhaseResult>> run() {
    loop.execute(guarded(this::begin));
    return results;
  }

  private void begin() {
    phases.forEach(_ -> tallies.add(new Tally()));
    pool.serve(this::sent, this::ended, results::completeExceptionally);
    start = System.nanoTime();
    next(start);
    sweep();
  }

  private void next(long now) {
    if (phase >= 0) {
      tallies
          .get(phase)
          .duration(
              (now - phaseBegin) / 1e9,
              ProcessCpu.ownSeconds() - generatorCpuBefore,
              serverCpu.getAsDouble() - serverCpuBefore);
    }
    phase++;
    if (phase == phases.size()) {
      endIfDone();
      return;
    }
    generatorCpuBefore = ProcessCpu.ownSeconds();
    serverCpuBefore = serverCpu.getAsDouble();
    phaseBegin = now;
    phaseEnd = now + phases.get(phase).duration().toNanos();
    switch (phases.get(phase)) {
      case Phase.Open open -> {
        due = now + open.arrivals().gap();
        schedule(open);
      }
      case Phase.Closed closed -> {
        after(phaseEnd - now, () -> next(System.nanoTime()));
        while (callers < closed.callers()) {
          callers++;
          request(now, true);
        }
      }
    }
  }

  /** Sends all that is due by now, then sleeps to the next one. */
  private void tick(Phase.Open open) {
    long now = System.nanoTime();
    while (due <= now && due < phaseEnd) {
      request((long) due, false);
      due += open.arrivals().gap();
    }
    if (due >= phaseEnd) {
      after(phaseEnd - System.nanoTime(), () -> next(phaseEnd));
    } else {
      schedule(open);
    }
  }

  private void schedule(Phase.Open open) {
    after((long) due - System.nanoTime(), () -> tick(open));
  }

  private void request(long intended, boolean byCaller) {
    tallies.get(phase).intended();
    timeline.intended(intended - start);
    underWay++;
    pool.send(new Pending(phase, intended, byCaller));
  }

  private void sent(Pending request) {
    tallies.get(request.phase).sent(request);
  }

  private void ended(Pending request, int outcome) {
    long now = System.nanoTime();
    boolean good = Outcome.good(outcome);
    tallies.get(request.phase).ended(request, outcome, now);
    timeline.ended(request.intended - start, now - start, good);
    underWay--;
    if (good && phase < phases.size()) {
      tallies.get(phase).completed();
    }
    if (request.byCaller) {
      again(now, good);
    }
    endIfDone();
  }

  /**
   * What a caller does next. One who was refused waits a little, as one does: else failures would
   * come as fast as they can be made.
   */
  private void again(long now, boolean good) {
    if (callers > wantedCallers()) {
      callers--;
    } else if (good) {
      request(now, true);
    } else {
      underWay++;
      after(
          RETRY_NANOS,
          () -> {
            underWay--;
            again(System.nanoTime(), true);
            endIfDone();
          });
    }
  }

  private int wantedCallers() {
    return phase < phases.size() && phases.get(phase) instanceof Phase.Closed closed
        ? closed.callers()
        : 0;
  }

  private void sweep() {
    pool.expire(System.nanoTime() - timeoutNanos);
    if (!results.isDone()) {
      after(SWEEP_NANOS, this::sweep);
    }
  }

  private void after(long nanos, Runnable task) {
    loop.schedule(guarded(task), Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** An event loop tells nobody that a task of its failed. */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        results.completeExceptionally(e);
      }
    };
  }

  private void endIfDone() {
    if (phase == phases.size() && underWay == 0) {
      results.complete(tallies.stream().map(Tally::result).toList());
    }
  }
}
