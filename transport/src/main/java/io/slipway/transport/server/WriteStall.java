// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** Notices a client that takes none of the bytes that wait for it. */
final class WriteStall {
  private final long timeoutNanos;
  private long pending;
  private long progress;
  private long since;

  WriteStall(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /** True if bytes have waited for the whole timeout without one of them leaving. */
  boolean stalled(Channel channel, long now) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long pendingNow = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    long progressNow = buffer == null ? 0 : buffer.currentProgress();
    if (pendingNow == 0 || pendingNow != pending || progressNow != progress) {
      pending = pendingNow;
      progress = progressNow;
      since = now;
      return false;
    }
    return now - since > timeoutNanos;
  }
}
