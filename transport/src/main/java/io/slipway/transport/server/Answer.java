// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one answer of a request: given on any thread, sent on the connection's event loop, dropped if
 * the client went away first.
 */
abstract class Answer<A> implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TransportServer.class);

  @SuppressWarnings("rawtypes")
  private static final AtomicIntegerFieldUpdater<Answer> GIVEN =
      AtomicIntegerFieldUpdater.newUpdater(Answer.class, "given");

  private final EventLoop loop;
  private volatile int given;

  /** Written before the hop to the event loop, read after it. */
  private @Nullable A onItsWay;

  /** The client is gone, or was told by us: on the event loop only, as all that follows. */
  private boolean over;

  private @Nullable Runnable cancelAction;

  Answer(EventLoop loop) {
    this.loop = loop;
  }

  /** Sends it to a client that is there; takes it over. On the event loop. */
  abstract void send(A answer);

  /** Frees an answer that nobody will get. */
  abstract void drop(A answer);

  /** True once an answer was given or the request ended without one. */
  final boolean isOver() {
    return over;
  }

  final boolean isGiven() {
    return given != 0;
  }

  final void give(A answer) {
    if (!claim()) {
      drop(answer);
      throw secondAnswer();
    }
    pass(answer);
  }

  /** True for the one who may {@link #pass} the answer. */
  final boolean claim() {
    return GIVEN.compareAndSet(this, 0, 1);
  }

  static IllegalStateException secondAnswer() {
    return new IllegalStateException("a request is answered once; this one has its answer");
  }

  /** Brings the answer of the one who claimed it to the event loop. */
  final void pass(A answer) {
    if (loop.inEventLoop()) {
      deliver(answer);
      return;
    }
    onItsWay = answer;
    try {
      loop.execute(this);
    } catch (RejectedExecutionException _) {
      // the server has stopped, and every connection with it
      onItsWay = null;
      drop(answer);
    }
  }

  @Override
  public final void run() {
    A answer = onItsWay;
    onItsWay = null;
    if (answer != null) {
      deliver(answer);
    }
  }

  private void deliver(A answer) {
    if (over) {
      drop(answer);
      return;
    }
    over = true;
    cancelAction = null;
    send(answer);
  }

  /** Ends the request without the service's answer; tells the service. False if it was over. */
  final boolean abandon() {
    if (over) {
      return false;
    }
    over = true;
    Runnable action = cancelAction;
    cancelAction = null;
    if (action != null && !isGiven()) {
      tell(action);
    }
    return true;
  }

  /** On any thread: large bodies are decoded off the event loop. */
  final void onGone(Runnable action) {
    if (loop.inEventLoop()) {
      keep(action);
      return;
    }
    try {
      loop.execute(() -> keep(action));
    } catch (RejectedExecutionException _) {
      // the server has stopped, and every client is gone with it
      tell(action);
    }
  }

  private void keep(Runnable action) {
    if (!over) {
      cancelAction = action;
    } else if (!isGiven()) {
      tell(action);
    }
  }

  /** Runs what a service left to be told; its failure is its own. */
  static void tell(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("an action of a service, told of its client, failed", e);
    }
  }
}
