// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import io.slipway.transport.memory.OutputBuffer;

/**
 * The body of an answer whose parts come about one by one: the changes that a watch sees, the lines
 * of a log, events. Each part is sent at once. All methods may be called on any thread; parts leave
 * in the order of their calls. Once the client is gone, or the stream has ended, parts are released
 * and nothing else happens.
 */
public interface ResponseStream {
  /**
   * What may wait for a client: a stream that is given more is cut off, as by {@link #abort}. Who
   * can wait looks at {@link #unsent} before, and goes on when {@link #onRoom} says so.
   */
  long MAX_UNSENT_BYTES = 8L << 20;

  /** Below this the client is hardly behind. */
  long ROOM_BYTES = 256L << 10;

  /** Sends {@code part}, and takes it over. */
  void send(OutputBuffer part);

  /** Bytes that were given and have not left for the client. */
  long unsent();

  /**
   * Runs {@code action} once, on an event loop, when less than {@link #ROOM_BYTES} wait for the
   * client; never if it goes away. A second action replaces one that has not run.
   */
  void onRoom(Runnable action);

  /**
   * Runs {@code action} once, on an event loop, when the client goes away before the end of the
   * answer, or the answer is cut off; at once if that has happened. A second action replaces the
   * first.
   */
  void onGone(Runnable action);

  /** The answer is whole; does not wait until the client has it. */
  void end();

  /** Cuts the answer off, so that the client sees that it is not whole. */
  void abort();
}
