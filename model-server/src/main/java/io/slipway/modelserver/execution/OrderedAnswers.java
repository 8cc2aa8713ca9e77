// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the answers of a model in the order of its requests. An answer that is ready early waits
 * for those before it, with its memory. What ends a request that has not run - a full queue, a
 * caller that is gone - is told at once. Thread-safe.
 */
public final class OrderedAnswers implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(OrderedAnswers.class);

  private final Scheduler target;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of the requests. Guarded by the lock. */
  private final Queue<Turn> turns = new ArrayDeque<>();

  /** Whether somebody is giving answers, who then also gives those that become ready meanwhile. */
  private boolean giving;

  public OrderedAnswers(Scheduler target) {
    this.target = target;
  }

  @Override
  public @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
    Turn turn = new Turn(callback);
    lock.lock();
    try {
      turns.add(turn);
    } finally {
      lock.unlock();
    }
    Cancellable work = null;
    try {
      work = target.trySubmit(request, turn);
      return work;
    } finally {
      if (work == null) {
        turn.end(() -> {});
      }
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

  private void giveReady() {
    lock.lock();
    try {
      if (giving) {
        return;
      }
      giving = true;
    } finally {
      lock.unlock();
    }
    Runnable answer = next();
    while (answer != null) {
      try {
        answer.run();
      } catch (RuntimeException | Error e) { // the answers after this one are others' still
        log.error("an answer could not be given", e);
      }
      answer = next();
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

  private final class Turn implements InferenceCallback {
    private final InferenceCallback callback;

    /** Null until it is known what to answer. Guarded by the lock. */
    private @Nullable Runnable answer;

    Turn(InferenceCallback callback) {
      this.callback = callback;
    }

    @Override
    public void succeeded(InferenceResponse response) {
      end(() -> callback.succeeded(response));
    }

    @Override
    public void failed(ServingException failure) {
      switch (ModelStatistics.reason(failure.code())) {
        case REJECTED, CANCELED -> {
          callback.failed(failure);
          end(() -> {});
        }
        case BACKEND, OTHER -> end(() -> callback.failed(failure));
      }
    }

    void end(Runnable how) {
      lock.lock();
      try {
        answer = how;
      } finally {
        lock.unlock();
      }
      giveReady();
    }
  }
}
