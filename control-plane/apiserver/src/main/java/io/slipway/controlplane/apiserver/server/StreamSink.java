// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.answer.ApiReply.EventSink;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import java.util.concurrent.Semaphore;

/** A client that listens: waits for it while much is on the way to it. Used by one thread. */
final class StreamSink implements EventSink {
  private static final long BEHIND_BYTES = 1L << 20;

  private final ResponseStream stream;

  /** Has a permit when there is room, or nobody listens. */
  private final Semaphore room = new Semaphore(0);

  private volatile boolean gone;
  private volatile Runnable atEnd = () -> {};

  StreamSink(ResponseStream stream) {
    this.stream = stream;
    stream.onGone(this::leave);
  }

  private void leave() {
    gone = true;
    room.release();
    atEnd.run();
  }

  @Override
  public boolean send(byte[] event) throws InterruptedException {
    while (!gone && stream.unsent() > BEHIND_BYTES) {
      stream.onRoom(room::release);
      room.acquire();
    }
    if (gone) {
      return false;
    }
    OutputBuffer part = OutputBuffer.allocate(event.length);
    part.writeBytes(event);
    stream.send(part);
    return true;
  }

  @Override
  public void onGone(Runnable action) {
    atEnd = action;
    if (gone) {
      action.run();
    }
  }
}
