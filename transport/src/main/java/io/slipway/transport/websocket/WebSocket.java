// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.websocket;

import org.jspecify.annotations.Nullable;

/**
 * A connection that was upgraded. Its calls wait, so they are for threads that may, never for event
 * loops: {@link #receive} for one thread, all others for any. What waits in either direction is
 * bounded: while it is much, the other side is not read, or {@link #send} waits. Pings are answered
 * by the connection itself.
 */
public interface WebSocket {
  /** The work is done. */
  int NORMAL = 1000;

  /** Something here went wrong. */
  int INTERNAL_ERROR = 1011;

  /** The other side broke the rules of what is spoken over the socket. */
  int PROTOCOL_ERROR = 1002;

  /**
   * The next message, text or not, which is the caller's; null once nothing comes any more, because
   * the other side ended or went away, or this one has closed.
   */
  byte @Nullable [] receive() throws InterruptedException;

  /**
   * Sends a binary message, whose bytes are copied.
   *
   * @return false if nobody will get it
   */
  boolean send(byte[] message, int from, int length) throws InterruptedException;

  /**
   * Sends a text message, whose bytes are copied: UTF-8.
   *
   * @return false if nobody will get it
   */
  boolean sendText(byte[] message, int from, int length) throws InterruptedException;

  /** Runs {@code action} once when nothing comes and goes any more; at once if that is so. */
  void onGone(Runnable action);

  /**
   * Says the end behind what was sent, and closes when the other side has answered, or has had time
   * to. A second call does nothing.
   *
   * @param reason of at most 123 bytes
   */
  void close(int code, String reason);
}
