// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.TimeUnit;

/**
 * Counts the frames that cost us work and the peer nothing: SETTINGS, PING, PRIORITY, unknown ones.
 * Clients that measure bandwidth send a PING for nearly every answer, so requests and data earn
 * frames; what a peer sends beyond that is bounded per window.
 */
final class FloodGuard {
  static final int WINDOW_SECONDS = 30;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);
  private static final int EARNED_BY_REQUEST = 8;
  private static final int EARNED_BY_DATA = 2;

  private final int limit;
  private int spent;
  private long windowStart;

  FloodGuard(int limit, long now) {
    this.limit = limit;
    this.windowStart = now;
  }

  void request() {
    spent = Math.max(-limit, spent - EARNED_BY_REQUEST);
  }

  /** A frame with data was received or written. */
  void data() {
    spent = Math.max(-limit, spent - EARNED_BY_DATA);
  }

  /**
   * @throws Http2Exception ENHANCE_YOUR_CALM if the limit is passed
   */
  void control(long now) throws Http2Exception {
    if (now - windowStart > WINDOW_NANOS) {
      windowStart = now;
      spent = 0;
    }
    if (++spent > limit) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM,
          "more than %d control frames in %d s",
          limit,
          WINDOW_SECONDS);
    }
  }
}
