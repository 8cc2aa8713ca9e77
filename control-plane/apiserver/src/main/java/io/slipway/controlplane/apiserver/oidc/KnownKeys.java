// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an issuer as far as they are known: fetched when the first token asks for them, and
 * again for a token that none of them has signed, since issuers change their keys. Anybody can make
 * such a token, so that is done every ten seconds at most, by one caller while others wait.
 */
final class KnownKeys {
  private static final Logger log = LoggerFactory.getLogger(KnownKeys.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long WAIT_SECONDS = 5;

  private final KeySource source;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile JsonWebKeys keys = new JsonWebKeys(List.of());

  // With the lock.
  private boolean asked;
  private long askedAt;

  KnownKeys(KeySource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /** Those of the last answer; none before the first. */
  JsonWebKeys known() {
    return keys;
  }

  /**
   * Those that may be known now: others than {@code seen} if there was an answer since. Blocks for
   * the network.
   */
  JsonWebKeys newerThan(JsonWebKeys seen) throws InterruptedException {
    if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
      return keys;
    }
    try {
      if (keys.equals(seen) && (!asked || nanoTime.getAsLong() - askedAt >= PERIOD_NANOS)) {
        fetch();
      }
      return keys;
    } finally {
      lock.unlock();
    }
  }

  private void fetch() throws InterruptedException {
    try {
      keys = source.fetch();
    } catch (IOException e) {
      log.warn("the keys of the OIDC issuer cannot be fetched: {}", e.getMessage());
    } finally {
      asked = true;
      askedAt = nanoTime.getAsLong();
    }
  }
}
