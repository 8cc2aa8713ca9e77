// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an answer on their way from any thread to their connection's event loop. What is
 * protocol is left to the two subclasses.
 */
abstract class ResponseParts implements ResponseStream {
  private enum Ending {
    WHOLE,
    CUT
  }

  private final EventLoop loop;
  private final Queue<OutputBuffer> outgoing = new ConcurrentLinkedQueue<>();
  private final AtomicLong unsent = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile @Nullable Ending ending;
  private volatile boolean gone;

  // On the event loop only.
  private boolean begun;
  private boolean over;
  private boolean whole;
  private @Nullable Runnable onRoom;
  private @Nullable Runnable onGone;

  ResponseParts(EventLoop loop) {
    this.loop = loop;
  }

  /** Queues {@code part}, takes it over, and tells {@link #written} of its bytes. */
  abstract void write(ByteBuf part);

  /** What was queued may leave. */
  abstract void flush();

  /** The answer ends behind what was queued. */
  abstract void finish();

  /** The answer ends here and is not whole. */
  abstract void cut();

  @Override
  public final void send(OutputBuffer part) {
    if (gone || ending != null) {
      part.close();
      return;
    }
    boolean tooMuch = unsent.addAndGet(part.size()) > MAX_UNSENT_BYTES;
    outgoing.add(part);
    if (tooMuch) {
      abort();
    } else {
      schedule();
    }
  }

  @Override
  public final long unsent() {
    return unsent.get();
  }

  @Override
  public final void end() {
    end(Ending.WHOLE);
  }

  @Override
  public final void abort() {
    end(Ending.CUT);
  }

  private void end(Ending how) {
    if (ending == null) {
      ending = how;
    }
    schedule();
  }

  @Override
  public final void onRoom(Runnable action) {
    onLoop(() -> {
      onRoom = action;
      tellRoom();
    });
  }

  @Override
  public final void onGone(Runnable action) {
    Runnable keep =
        () -> {
          onGone = action;
          if (over) {
            tellGone();
          }
        };
    if (!onLoop(keep)) {
      Answer.tell(action);
    }
  }

  private void tellGone() {
    Runnable action = onGone;
    onGone = null;
    if (action != null && !whole) {
      Answer.tell(action);
    }
  }

  private void tellRoom() {
    Runnable action = onRoom;
    if (action != null && !over && unsent.get() < ROOM_BYTES) {
      onRoom = null;
      Answer.tell(action);
    }
  }

  private void schedule() {
    if (loop.inEventLoop()) {
      work();
    } else if (scheduled.compareAndSet(false, true)) {
      onLoop(() -> {
        scheduled.set(false);
        work();
      });
    }
  }

  /** False if the server has stopped, and every client is gone with it. */
  private boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException _) {
      gone = true;
      dropOutgoing();
      return false;
    }
  }

  /** The head of the answer is queued: parts may follow. */
  final void begin() {
    begun = true;
    work();
  }

  final boolean isOver() {
    return over;
  }

  private void work() {
    if (over) {
      dropOutgoing();
    } else if (begun) {
      Ending how = ending; // before the parts: those given before the end belong to it
      if (how == Ending.CUT) {
        close();
        cut();
        return;
      }
      writeOutgoing();
      if (how == Ending.WHOLE) {
        whole = true;
        close();
        finish();
      }
    }
  }

  private void writeOutgoing() {
    boolean written = false;
    for (OutputBuffer part = outgoing.poll(); part != null; part = outgoing.poll()) {
      if (part.size() == 0) {
        part.close();
        continue;
      }
      write(part.buffer());
      written = true;
    }
    if (written) {
      flush();
    }
  }

  /** {@code bytes} have left, or never will. On the event loop. */
  final void written(int bytes) {
    unsent.addAndGet(-bytes);
    if (onRoom != null && !over && unsent.get() < ROOM_BYTES) {
      loop.execute(this::tellRoom); // not at once: this is told while others are written
    }
  }

  /** The client went away. On the event loop. */
  final void clientGone() {
    close();
  }

  private void close() {
    over = true;
    gone = true;
    onRoom = null;
    dropOutgoing();
    tellGone();
  }

  private void dropOutgoing() {
    for (OutputBuffer part = outgoing.poll(); part != null; part = outgoing.poll()) {
      part.close();
    }
  }
}
