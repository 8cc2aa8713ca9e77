// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

/**
 * How long a thread has worked on what it found when it last looked for something to read. Whoever
 * takes long on such a thread keeps the rest of that waiting, and cannot see how much of it there
 * is. Asked on the thread itself.
 */
public interface LoopTurn {
  /** Nanoseconds since this was first asked in the turn; 0 the first time. */
  long nanos();

  /** That of the calling thread; 0 if it is none that reads. */
  static long nanosOfThisThread() {
    return Thread.currentThread() instanceof LoopTurn turn ? turn.nanos() : 0;
  }
}
