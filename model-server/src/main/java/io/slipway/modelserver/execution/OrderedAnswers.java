// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the answers of a model in the order of its requests; with levels of priority, in the order
 * within each of them. An answer that is ready early waits for those before it, with its memory.
 * What ends a request that has not run - a full queue, a caller that is gone - is told at once.
 * Thread-safe.
 */
public final class OrderedAnswers implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(OrderedAnswers.class);

  private final Scheduler target;
  private final PriorityLevels levels;

  /** By level; there are no more than requests had levels. */
  private final Map<Integer, Line> lines = new ConcurrentHashMap<>();

  public OrderedAnswers(Scheduler target, PriorityLevels levels) {
    this.target = target;
    this.levels = levels;
  }

  @Override
  public @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
    Turn turn = lines.computeIfAbsent(level(request), _ -> new Line()).add(callback);
    Cancellable work = null;
    try {
      work = target.trySubmit(request, turn);
      return work;
    } finally {
      if (work == null) {
        turn.skip();
      }
    }
  }

  /** That of a request which the target will refuse does not matter. */
  private int level(InferenceRequest request) {
    try {
      return levels.of(request);
    } catch (ServingException _) {
      return levels.standard();
    }
  }

  @Override
  public ModelStatistics statistics() {
    return target.statistics();
  }

  @Override
  public int queueLength() {
    return target.queueLength();
  }

  @Override
  public int limit() {
    return target.limit();
  }

  @Override
  public void stop(Duration timeout) throws InterruptedException {
    target.stop(timeout);
  }

  /** The requests of one level that are not answered yet. */
  private static final class Line {
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order of the requests. Guarded by the lock. */
    private final Queue<Turn> turns = new ArrayDeque<>();

    /** Whether somebody is giving answers, who then also gives those that get ready meanwhile. */
    private boolean giving;

    Turn add(InferenceCallback callback) {
      Turn turn = new Turn(this, callback);
      lock.lock();
      try {
        turns.add(turn);
      } finally {
        lock.unlock();
      }
      return turn;
    }

    void ended(Turn turn, Runnable answer) {
      lock.lock();
      try {
        turn.answer = answer;
        if (giving) {
          return;
        }
        giving = true;
      } finally {
        lock.unlock();
      }
      for (Runnable each = next(); each != null; each = next()) {
        try {
          each.run();
        } catch (RuntimeException | Error e) { // the answers after this one are others' still
          log.error("an answer could not be given", e);
        }
      }
    }

    /** The next answer in order, or null if nobody gives answers from now on. */
    private @Nullable Runnable next() {
      lock.lock();
      try {
        Turn first = turns.peek();
        Runnable answer = first == null ? null : first.answer;
        if (answer == null) {
          giving = false;
        } else {
          turns.remove();
        }
        return answer;
      } finally {
        lock.unlock();
      }
    }
  }

  private static final class Turn implements InferenceCallback {
    private final Line line;
    private final InferenceCallback callback;

    /** Null until it is known what to answer. Guarded by the line's lock. */
    private @Nullable Runnable answer;

    Turn(Line line, InferenceCallback callback) {
      this.line = line;
      this.callback = callback;
    }

    @Override
    public void succeeded(InferenceResponse response) {
      line.ended(this, () -> callback.succeeded(response));
    }

    @Override
    public void failed(ServingException failure) {
      switch (ModelStatistics.reason(failure.code())) {
        case REJECTED, CANCELED -> {
          callback.failed(failure);
          skip();
        }
        case BACKEND, OTHER -> line.ended(this, () -> callback.failed(failure));
      }
    }

    /** Holds nobody up any more. */
    void skip() {
      line.ended(this, () -> {});
    }
  }
}
