// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.writing.WriteQueue;
import io.slipway.transport.memory.OutputBuffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes in parts, kept until it is whole and then logged as one. It takes its room
 * in the log's queue part by part; one for which there is no room is dropped. Thread-safe.
 */
public final class AnswerParts {
  private final WriteQueue<PayloadEvent> queue;
  private final Function<byte[], PayloadEvent> event;

  /** Null when nothing more is to be kept. */
  private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();

  AnswerParts(WriteQueue<PayloadEvent> queue, Function<byte[], PayloadEvent> event) {
    this.queue = queue;
    this.event = event;
  }

  /** The next part, which is borrowed. */
  public synchronized void add(OutputBuffer part) {
    ByteArrayOutputStream all = kept;
    if (all == null) {
      return;
    }
    if (queue.reserve(part.size())) {
      all.writeBytes(part.toByteArray());
    } else {
      drop();
    }
  }

  /** There is no further part. */
  public synchronized void whole() {
    ByteArrayOutputStream all = kept;
    if (all != null) {
      kept = null;
      queue.offer(event.apply(all.toByteArray()));
    }
  }

  /** It will not be whole, or the caller will not have it. */
  public synchronized void drop() {
    ByteArrayOutputStream all = kept;
    if (all != null) {
      kept = null;
      queue.giveBack(all.size());
    }
  }
}
