// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of one model wait for its instances. An instance that is free takes what there
 * is at once; while one of them waits for more requests to join, the others leave the queue to it.
 * One lock, held for what is short. Thread-safe.
 */
final class InstanceQueue {
  /** What becomes of a request that comes. */
  enum Place {
    WAITS,
    /** The caller runs it, and calls {@link #ranInline} after that. */
    RUNS_INLINE,
    QUEUE_FULL,
    /** As many of its level of priority wait as may. */
    LEVEL_FULL,
    OVER_LIMIT,
    /** No more requests are taken. */
    STOPPED
  }

  /** Instead of bytes: the caller can't run the request. */
  static final long NOT_INLINE = -1;

  /** Instead of a limit: as many wait as may. */
  static final int CAPACITY = -1;

  private static final long UNTIL_WOKEN = Long.MAX_VALUE;
  private static final long RUN = 0;
  private static final long END = -1;

  private final ReentrantLock lock = new ReentrantLock();

  /** An instance or a run has ended, while the queue is being closed. */
  private final Condition ended = lock.newCondition();

  private final BatchFormation formation;
  private final ModelRuns runs;
  private final ThreadFactory threads;
  private final LongSupplier nanoClock;
  private final QueuePolicies policies;
  private final int capacity;
  private final boolean levels;
  private final int workers;

  /** How many runs there may be at once, of instances and of callers. */
  private final int places;

  // All below is guarded by the lock.
  private final InlineRuns inline;
  private final JobQueue waiting = new JobQueue();
  private final AdaptiveLimit limit;

  /** The last one to come is the first to go: its memory is still in the caches. */
  private final Instance[] idle;

  private int idleCount;

  /** Instances that have a thread, or are about to. */
  private int live;

  /** Those of them that were woken for a request and have not looked yet. */
  private int waking;

  private int running;

  /** Requests that run. */
  private int requests;

  /** Rows of the last run and of what waited at its end: so many may soon be there again. */
  private long expected;

  /** The instance that waits for more requests, and until how many rows are there. */
  private @Nullable Instance forming;

  private long wanted;
  private boolean stopping;

  /** Changed under the lock. */
  private volatile int full;

  InstanceQueue(
      ExecutionConfig config,
      BatchFormation formation,
      ModelRuns runs,
      ThreadFactory threads,
      LongSupplier nanoClock) {
    this.formation = formation;
    this.runs = runs;
    this.threads = threads;
    this.nanoClock = nanoClock;
    this.policies = config.batching().policies();
    this.capacity = config.queueCapacity();
    this.levels = config.priorities().count() > 0;
    this.workers = config.workers();
    this.places = Math.max(workers, config.inlineRuns());
    this.inline = new InlineRuns(config.inlineRuns(), places == 1 && !formation.together());
    this.idle = new Instance[workers];
    this.limit =
        AdaptiveLimit.of(
            places, formation.together() ? config.batching().maxBatchSize() : 1, capacity);
  }

  /** How many requests may wait. */
  int capacity() {
    return capacity;
  }

  /** The limit that is reached, {@link #CAPACITY} if the queue is full, 0 if neither; a guess. */
  int full() {
    return full;
  }

  /**
   * To be called when something came to wait or went; under the lock. Of a model with levels of
   * priority only the capacity tells: a request's level has to be known for more.
   */
  private void noteFull() {
    boolean over = !levels && waiting.size() + requests >= limit.limit();
    int now = over ? limit.limit() : 0;
    now = waiting.size() >= capacity ? CAPACITY : now;
    if (now != full) {
      full = now;
    }
  }

  InlineRuns inline() {
    return inline;
  }

  /**
   * Finds a place for a request.
   *
   * @param bytes of it, {@link #NOT_INLINE} if the caller can't run it
   */
  Place submit(Job job, long bytes) {
    Instance next;
    lock.lock();
    try {
      if (stopping) {
        return Place.STOPPED;
      }
      if (bytes != NOT_INLINE && mayRunInline(bytes)) {
        job.state = Job.State.RUNNING;
        running++;
        inline.begin();
        requests++;
        return Place.RUNS_INLINE;
      }
      if (waiting.size() >= capacity) {
        return Place.QUEUE_FULL;
      }
      if (job.level > 0 && waiting.isFull(job.level, policies.of(job.level).maxSize())) {
        return Place.LEVEL_FULL;
      }
      if (waiting.ahead(job.level) + requests >= limit.limit()) {
        return Place.OVER_LIMIT;
      }
      job.state = Job.State.WAITING;
      job.patient = forming != null || isBusy();
      waiting.add(job);
      noteFull();
      next = forming == null ? next() : formingFor(job);
    } finally {
      lock.unlock();
    }
    wake(next);
    return Place.WAITS;
  }

  /** Those that wait come first. */
  private boolean mayRunInline(long bytes) {
    return waiting.isEmpty() && running < places && inline.allow(bytes);
  }

  private boolean isBusy() {
    return running >= places || (idleCount == 0 && live == workers);
  }

  /** The instance that waits for more, if it need not wait any longer. */
  private @Nullable Instance formingFor(Job job) {
    Instance instance = forming;
    if (instance != null && formation.ends(waiting, job, wanted)) {
      instance.setWoken(true);
      return instance;
    }
    return null;
  }

  /** A free instance, if there is something for it. */
  private @Nullable Instance next() {
    if (waiting.isEmpty()
        || forming != null
        || running >= places
        || formation.isEnough(waking, waiting)) {
      return null;
    }
    Instance instance = null;
    if (idleCount > 0) {
      instance = popIdle();
    } else if (live < workers) {
      instance = new Instance(this, runs, runs.newCounts(), threads);
      live++;
    }
    if (instance != null) {
      instance.waking = true;
      waking++;
    }
    return instance;
  }

  private Instance popIdle() {
    idleCount--;
    Instance instance = idle[idleCount];
    instance.setWoken(true);
    return instance;
  }

  /** Without the lock. */
  private void wake(@Nullable Instance instance) {
    if (instance == null) {
      return;
    }
    try {
      instance.wake();
    } catch (Error e) { // the system has no thread
      for (Job job : withoutInstance()) {
        runs.failed(job, e);
      }
    }
  }

  /** What nobody will run: an instance could not be started. */
  private List<Job> withoutInstance() {
    lock.lock();
    try {
      live--;
      waking--;
      ended.signalAll();
      return live == 0 ? removeAll() : List.of();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives an instance the next requests, or waits for them; what it was given before is done.
   *
   * @return false if nothing will come
   */
  boolean take(Instance instance) {
    while (true) {
      long nanos = look(instance);
      wake(instance.next);
      if (nanos == RUN || nanos == END) {
        return nanos == RUN;
      }
      instance.park(nanos);
    }
  }

  /** What the instance is to do: one of the constants above, or to wait for so long. */
  private long look(Instance instance) {
    lock.lock();
    try {
      settle(instance);
      if (!waiting.isEmpty() && running < places && (forming == null || forming == instance)) {
        return choose(instance);
      }
      if (forming == instance) {
        forming = null;
      }
      if (stopping && waiting.isEmpty()) {
        live--;
        wakeToEnd();
        return END;
      }
      idle[idleCount] = instance;
      idleCount++;
      return UNTIL_WOKEN;
    } finally {
      lock.unlock();
    }
  }

  /** The instance is back from a run, or was woken. */
  private void settle(Instance instance) {
    if (instance.running) {
      instance.running = false;
      over(instance.batch.size(), BatchFormation.rows(instance.batch));
      inline.timed(instance.ranNanos, instance.ranBytes);
      instance.batch.clear();
    }
    if (instance.waking) {
      instance.waking = false;
      waking--;
    }
    instance.setWoken(false);
    instance.next = null;
  }

  private void over(int count, long rows) {
    running--;
    requests -= count;
    noteFull();
    expected = rows + waiting.rows();
  }

  private long choose(Instance instance) {
    long now = nanoClock.getAsLong();
    List<Job> batch = instance.batch;
    List<Job> late = instance.late;
    waiting.delay(now);
    long nanos = formation.choose(waiting, now, expected, !stopping, batch, late);
    for (int i = 0; i < late.size(); i++) {
      remove(late.get(i), Job.State.OVER);
    }
    if (nanos > 0 && late.isEmpty()) {
      forming = instance;
      wanted = formation.wanted(waiting.rows(), expected);
      return nanos;
    }
    forming = null;
    if (!batch.isEmpty()) {
      instance.running = true;
      running++;
      requests += batch.size();
      int underWay = waiting.size() + batch.size();
      for (int i = 0; i < batch.size(); i++) {
        remove(batch.get(i), Job.State.RUNNING);
        limit.taken(now - batch.get(i).submitted, now, underWay);
      }
      noteFull();
      instance.next = next();
    }
    return RUN;
  }

  private void remove(Job job, Job.State state) {
    waiting.remove(job);
    job.state = state;
    noteFull();
  }

  /**
   * A caller has run a request.
   *
   * @param nanos how long it took; negative if it failed
   */
  void ranInline(Job job, long nanos, long bytes) {
    Instance next;
    lock.lock();
    try {
      inline.end();
      over(1, job.rows);
      inline.timed(nanos, bytes);
      if (limit.isBelowMost()) { // nothing may be taken from the queue any more that would raise it
        limit.taken(0, nanoClock.getAsLong(), waiting.size() + requests);
      }
      next = next();
      if (stopping) {
        wakeToEnd();
      }
    } finally {
      lock.unlock();
    }
    wake(next);
  }

  /** Takes a request back; false if it does not wait any more. */
  boolean cancel(Job job) {
    lock.lock();
    try {
      if (job.state != Job.State.WAITING) {
        return false;
      }
      remove(job, Job.State.OVER);
      if (stopping) {
        wakeToEnd();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  int length() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  boolean forming() {
    lock.lock();
    try {
      return forming != null;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests may be under way now. */
  int limit() {
    lock.lock();
    try {
      return limit.limit();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more requests; those that wait are still run. */
  void close() {
    lock.lock();
    try {
      stopping = true;
      wakeToEnd();
    } finally {
      lock.unlock();
    }
  }

  /** All that do nothing look again; under the lock, which they need then: this is rare. */
  private void wakeToEnd() {
    while (idleCount > 0) {
      popIdle().wake();
    }
    if (forming != null) {
      forming.setWoken(true);
      forming.wake();
    }
    ended.signalAll();
  }

  /**
   * After {@link #close}.
   *
   * @return false if something waits or runs still after so long
   */
  boolean awaitEnd(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (live > 0 || running > 0 || !waiting.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = ended.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all that wait; after {@link #close}. */
  List<Job> drain() {
    lock.lock();
    try {
      List<Job> drained = removeAll();
      wakeToEnd();
      return drained;
    } finally {
      lock.unlock();
    }
  }

  private List<Job> removeAll() {
    List<Job> removed = new ArrayList<>(waiting.size());
    for (Job job = waiting.first(); job != null; job = waiting.first()) {
      remove(job, Job.State.OVER);
      removed.add(job);
    }
    return removed;
  }
}
