// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The thread of an event loop. */
final class LoopThread extends FastThreadLocalThread implements LoopTurn {
  private @Nullable EventLoop loop;
  private final TurnEnd end = new TurnEnd();
  private boolean turning;
  private long began;

  private LoopThread(ThreadGroup group, Runnable task, String name) {
    super(group, task, name);
  }

  static ThreadFactory factory() {
    return new DefaultThreadFactory("transport", true) {
      @Override
      protected Thread newThread(Runnable task, String name) {
        return new LoopThread(threadGroup, task, name);
      }
    };
  }

  /** Tells the calling thread which loop it runs. */
  static void runs(EventLoop loop) {
    if (Thread.currentThread() instanceof LoopThread thread) {
      thread.loop = loop;
    }
  }

  @Override
  public long nanos() {
    long now = System.nanoTime();
    if (turning) {
      return now - began;
    }
    EventLoop current = loop;
    if (current != null) {
      turning = true;
      began = now;
      current.execute(this::endTurn); // tasks come behind all that was found
    }
    return 0;
  }

  /**
   * Has {@code sender} send when the turn of the calling thread ends, or earlier; at once if it has
   * none.
   */
  static void sendAtEnd(TurnEnd.Sender sender) {
    if (Thread.currentThread() instanceof LoopThread thread) {
      long nanos = thread.nanos();
      if (thread.turning) {
        thread.end.add(sender, nanos);
        return;
      }
    }
    sender.send();
  }

  private void endTurn() {
    turning = false;
    end.sendAll();
  }
}
