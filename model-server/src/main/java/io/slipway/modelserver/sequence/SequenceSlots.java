// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.inference.Deadline;
import io.slipway.modelserver.config.SequenceBatching.Strategy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which sequences there are, which of them have a slot, and whose requests are run next. A sequence
 * without a slot waits with its requests in the backlog; one without requests goes after a while.
 * Decides only: it has no threads and no clock. Not thread-safe.
 *
 * @param <R> a request
 */
final class SequenceSlots<R> {
  /** What became of a request. */
  enum Admission {
    ADMITTED,
    /** It is not the first of a sequence, and there is no sequence of that id. */
    NOT_STARTED,
    /** Too many requests wait. */
    FULL
  }

  /**
   * The limits.
   *
   * @param slots how many sequences may have a slot
   * @param batch how many of them are run together at most
   * @param waiting how many requests may wait in slots, and how many in the backlog
   * @param idleNanos how long a sequence may be without requests
   */
  record Limits(int slots, int batch, int waiting, long idleNanos) {}

  /** One request of a sequence, until it is run. */
  static final class Step<R> {
    final R request;
    final SequencePlace place;
    private final Deadline deadline;
    private long arrival;
    private long since;
    private @Nullable Sequence<R> sequence;

    Step(R request, SequencePlace place, Deadline deadline) {
      this.request = request;
      this.place = place;
      this.deadline = deadline;
    }
  }

  /** Requests of one id, one after the other. */
  static final class Sequence<R> {
    final SequenceState state = new SequenceState();
    private final SequenceId id;
    private final Deque<Step<R>> waiting = new ArrayDeque<>();
    private @Nullable Step<R> running;
    private boolean slotted;

    /** No more requests may come. */
    private boolean closed;

    private long idleSince;

    private Sequence(SequenceId id) {
      this.id = id;
    }

    /** The request that is run next or now. */
    Step<R> step() {
      return running == null ? waiting.getFirst() : running;
    }
  }

  private final Strategy strategy;
  private final Limits limits;
  private final BiPredicate<Sequence<R>, Sequence<R>> fit;

  /** Those that more requests may come to. */
  private final Map<SequenceId, Sequence<R>> open = new HashMap<>();

  /** Open or with requests. */
  private final Set<Sequence<R>> sequences = new LinkedHashSet<>();

  /** With a slot and a request that can be run, by the request's arrival. */
  private final TreeMap<Long, Sequence<R>> ready = new TreeMap<>();

  /** Without a slot, the oldest first. */
  private final LinkedHashSet<Sequence<R>> backlog = new LinkedHashSet<>();

  /** Without requests, that which is so longest first. */
  private final LinkedHashSet<Sequence<R>> idle = new LinkedHashSet<>();

  private int freeSlots;
  private int runs;
  private int waitingInSlots;
  private int waitingInBacklog;
  private long arrivals;

  /**
   * @param fit whether the next requests of two sequences can be run together
   */
  SequenceSlots(Strategy strategy, Limits limits, BiPredicate<Sequence<R>, Sequence<R>> fit) {
    this.strategy = strategy;
    this.limits = limits;
    this.fit = fit;
    this.freeSlots = limits.slots();
  }

  Admission submit(Step<R> step, long now) {
    SequenceId id = step.place.id();
    dropIdle(now);
    Sequence<R> sequence = open.get(id);
    if (sequence == null && !step.place.start()) {
      return Admission.NOT_STARTED;
    }
    boolean slotted = sequence == null ? freeSlots > 0 : sequence.slotted;
    if (isFull(slotted)) {
      return Admission.FULL;
    }
    if (sequence == null) {
      sequence = begin(id);
    }
    step.arrival = arrivals++;
    step.since = now;
    step.sequence = sequence;
    idle.remove(sequence);
    sequence.waiting.add(step);
    count(sequence, 1);
    if (step.place.end()) {
      close(sequence);
    }
    if (sequence.waiting.size() == 1) {
      becomeReady(sequence);
    }
    return Admission.ADMITTED;
  }

  /** What comes out of the backlog may bring the slots over their limit, but not all together. */
  private boolean isFull(boolean slotted) {
    return (slotted ? waitingInSlots : waitingInBacklog) >= limits.waiting()
        || waiting() >= 2L * limits.waiting();
  }

  private Sequence<R> begin(SequenceId id) {
    Sequence<R> sequence = new Sequence<>(id);
    open.put(id, sequence);
    sequences.add(sequence);
    if (freeSlots > 0) {
      freeSlots--;
      sequence.slotted = true;
    } else {
      backlog.add(sequence);
    }
    return sequence;
  }

  private void count(Sequence<R> sequence, int requests) {
    if (sequence.slotted) {
      waitingInSlots += requests;
    } else {
      waitingInBacklog += requests;
    }
  }

  private void becomeReady(Sequence<R> sequence) {
    if (sequence.slotted && sequence.running == null && !sequence.waiting.isEmpty()) {
      ready.put(sequence.waiting.getFirst().arrival, sequence);
    }
  }

  private void close(Sequence<R> sequence) {
    sequence.closed = true;
    open.remove(sequence.id, sequence);
  }

  /**
   * The sequences whose next requests are run together now, the oldest request first; empty if none
   * are. Each of them has to be {@linkplain #finished finished}.
   *
   * @param lost gets the requests that are not run any more, because their deadlines have passed or
   *     those of requests before them
   */
  List<Sequence<R>> next(long now, List<Step<R>> lost) {
    dropIdle(now);
    dropLate(now, lost);
    if (ready.isEmpty() || (runs > 0 && BatchSize.oneAtATime(strategy))) {
      return List.of();
    }
    Sequence<R> oldest = ready.firstEntry().getValue();
    long waited = now - oldest.step().since;
    int size = BatchSize.choose(strategy, ready.size(), limits.batch(), waited);
    List<Sequence<R>> chosen = new ArrayList<>();
    for (Sequence<R> each : ready.values()) {
      if (chosen.size() == size) {
        break;
      }
      if (chosen.isEmpty() || fit.test(oldest, each)) {
        chosen.add(each);
      }
    }
    for (Sequence<R> each : chosen) {
      Step<R> step = each.waiting.removeFirst();
      ready.remove(step.arrival);
      count(each, -1);
      each.running = step;
    }
    runs += chosen.isEmpty() ? 0 : 1;
    return chosen;
  }

  private void dropLate(long now, List<Step<R>> lost) {
    List<Step<R>> late = List.of();
    for (Sequence<R> each : ready.values()) {
      if (each.step().deadline.expired(now)) {
        late = late.isEmpty() ? new ArrayList<>() : late;
        late.add(each.step());
      }
    }
    for (Step<R> each : late) {
      lost.addAll(giveUp(each, now));
    }
  }

  /** The requests that {@link #next} has chosen together have been answered. */
  void finished(List<Sequence<R>> chosen, long now) {
    runs--;
    for (Sequence<R> each : chosen) {
      each.running = null;
      rest(each, now);
    }
  }

  /** Decides what becomes of a sequence that nothing runs of. */
  private void rest(Sequence<R> sequence, long now) {
    if (!sequence.waiting.isEmpty()) {
      becomeReady(sequence);
    } else if (sequence.closed) {
      release(sequence);
    } else {
      sequence.idleSince = now;
      idle.add(sequence);
    }
  }

  /**
   * Takes a request out that waits, and with it those of its sequence that wait behind it: up to
   * the next one that starts the sequence again. Those before it are run; then its sequence is
   * over.
   *
   * @return what was taken out, that request first; empty if it does not wait
   */
  List<Step<R>> giveUp(Step<R> step, long now) {
    Sequence<R> sequence = step.sequence;
    if (sequence == null || !sequence.waiting.contains(step)) {
      return List.of();
    }
    List<Step<R>> kept = new ArrayList<>();
    List<Step<R>> lost = new ArrayList<>();
    boolean found = false;
    boolean over = false;
    for (Step<R> each : sequence.waiting) {
      over |= found && each.place.start();
      found |= each == step;
      (found && !over ? lost : kept).add(each);
    }
    ready.remove(sequence.waiting.getFirst().arrival);
    count(sequence, -lost.size());
    sequence.waiting.clear();
    sequence.waiting.addAll(kept);
    if (!over) {
      close(sequence);
    }
    if (sequence.running == null) {
      rest(sequence, now);
    }
    return lost;
  }

  private void dropIdle(long now) {
    while (!idle.isEmpty() && now - idle.getFirst().idleSince >= limits.idleNanos()) {
      Sequence<R> sequence = idle.getFirst();
      close(sequence);
      release(sequence);
    }
  }

  private void release(Sequence<R> sequence) {
    sequence.state.close();
    sequences.remove(sequence);
    idle.remove(sequence);
    if (!sequence.slotted) {
      backlog.remove(sequence);
      return;
    }
    freeSlots++;
    if (!backlog.isEmpty()) {
      Sequence<R> next = backlog.removeFirst();
      count(next, -next.waiting.size());
      next.slotted = true;
      count(next, next.waiting.size());
      freeSlots--;
      becomeReady(next);
    }
  }

  /**
   * When something happens without a request that comes or a run that ends.
   *
   * @return nanoseconds from now; {@code Long.MAX_VALUE} if nothing does
   */
  long nanosToNext(long now) {
    long nanos = Long.MAX_VALUE;
    if (!idle.isEmpty()) {
      nanos = limits.idleNanos() - (now - idle.getFirst().idleSince);
    }
    if (!ready.isEmpty() && !(runs > 0 && BatchSize.oneAtATime(strategy))) {
      long waited = now - ready.firstEntry().getValue().step().since;
      nanos = Math.min(nanos, strategy.maxDelay().toNanos() - waited);
    }
    return Math.max(0, nanos);
  }

  /** From now on no sequence gets more requests than it has. */
  void closeAll() {
    for (Sequence<R> each : List.copyOf(open.values())) {
      close(each);
    }
    for (Sequence<R> each : List.copyOf(idle)) {
      release(each);
    }
  }

  /** Takes all requests out that wait; after {@link #closeAll}. */
  List<Step<R>> drain() {
    List<Step<R>> drained = new ArrayList<>();
    for (Sequence<R> each : List.copyOf(sequences)) {
      drained.addAll(each.waiting);
      each.waiting.clear();
    }
    ready.clear();
    backlog.clear();
    waitingInSlots = 0;
    waitingInBacklog = 0;
    for (Sequence<R> each : List.copyOf(sequences)) {
      if (each.running == null) {
        release(each);
      }
    }
    return drained;
  }

  /** How many requests wait. */
  int waiting() {
    return waitingInSlots + waitingInBacklog;
  }

  /** How many sequences there are. */
  int size() {
    return sequences.size();
  }

  /** How many of them have no slot. */
  int backlogged() {
    return backlog.size();
  }
}
