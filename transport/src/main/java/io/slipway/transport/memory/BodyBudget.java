// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies a server holds at once, over all its connections. Whoever buffers
 * reserves first and gives back when the memory is freed; safe for use by any thread.
 */
public final class BodyBudget {
  private final long limitBytes;
  private final AtomicLong reserved = new AtomicLong();

  public BodyBudget(long limitBytes) {
    if (limitBytes < 1) {
      throw new IllegalArgumentException("limitBytes: " + limitBytes + " (expected: > 0)");
    }
    this.limitBytes = limitBytes;
  }

  /** False, and nothing reserved, if the limit would be passed. */
  public boolean tryReserve(long bytes) {
    if (reserved.addAndGet(bytes) <= limitBytes) {
      return true;
    }
    reserved.addAndGet(-bytes);
    return false;
  }

  public void release(long bytes) {
    reserved.addAndGet(-bytes);
  }

  public long reservedBytes() {
    return reserved.get();
  }

  public long limitBytes() {
    return limitBytes;
  }
}
